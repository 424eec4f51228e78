import { ApiError } from '../api';
import { answered, client } from '../api/http';
import { now } from '../time/format';
import type { KeptMark } from './kept';
import type { DoorList } from './marks';

/** Marks that one request takes. */
export const MOST_AT_ONCE = 500;

export type DoorProblem =
  'unknown_link' | 'revoked_link' | 'cancelled' | 'no_hall' | 'final' | 'too_many_marks';
const PROBLEMS: readonly string[] = [
  'unknown_link',
  'revoked_link',
  'cancelled',
  'no_hall',
  'final',
  'too_many_marks',
];

export type DoorAnswer =
  | { ok: true; list: DoorList; ahead: number }
  | { ok: false; problem: DoorProblem; contact: string | null }
  /** Not reachable, or not now: worth another try. */
  | { ok: false; problem: null };

/** Hands marks over, and gets the list. Never throws. */
export async function ask(
  token: string,
  device: string | null,
  marks: readonly KeptMark[],
): Promise<DoorAnswer> {
  const sent_at = now();
  try {
    const body = { token, device, sent_at, marks: marks.map(toWire) };
    const list = await answered(client.POST('/api/check-in', { body }));
    // Half of the way there and back lies before the service looked at its clock.
    const middle = (sent_at + now()) / 2;
    return { ok: true, list, ahead: Math.round(middle - list.server_time) };
  } catch (error) {
    if (!(error instanceof ApiError) || !PROBLEMS.includes(error.code))
      return { ok: false, problem: null };
    const { contact } = (error.detail ?? {}) as { contact?: string };
    return { ok: false, problem: error.code as DoorProblem, contact: contact ?? null };
  }
}

function toWire({ session: _, handed: __, ...mark }: KeptMark) {
  return mark;
}
