import { ApiError, type Wall } from '../api';
import { answered, client } from '../api/http';

/** A line that is cut says nothing for ever (ms). */
const PATIENCE = 10_000;

export type WallProblem = 'unknown_link' | 'revoked_link' | 'expired_link' | 'cancelled';
const PROBLEMS: readonly string[] = ['unknown_link', 'revoked_link', 'expired_link', 'cancelled'];

export type WallAnswer =
  | { ok: true; wall: Wall }
  | { ok: false; problem: WallProblem; contact: string | null }
  /** Not reachable, or not now: worth another try. */
  | { ok: false; problem: null };

export const authorization = (token: string) => ({ Authorization: `Bearer ${token}` });

/** Asks what stands on the wall. Never throws. */
export async function ask(token: string, closing: AbortSignal): Promise<WallAnswer> {
  try {
    const header = authorization(token);
    const signal = AbortSignal.any([closing, AbortSignal.timeout(PATIENCE)]);
    const wall = await answered(client.GET('/api/wall', { params: { header }, signal }));
    return { ok: true, wall };
  } catch (error) {
    if (!(error instanceof ApiError) || !PROBLEMS.includes(error.code))
      return { ok: false, problem: null };
    const { contact } = (error.detail ?? {}) as { contact?: string };
    return { ok: false, problem: error.code as WallProblem, contact: contact ?? null };
  }
}
