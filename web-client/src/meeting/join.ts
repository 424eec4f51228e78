import type {
  Admission,
  Display,
  Localized,
  Role,
  SessionId,
  PersonId,
  Timestamp,
} from '../generated/protocol';
import type { DisplayNames } from '../i18n/display.svelte';

export interface Privacy {
  /** Edition of the notice. */
  notice: string;
  office: Localized;
  contact: string;
  retention_days: number;
}

/** What a personal link opens (`POST /api/join`). */
export interface Invitation {
  pass: string;
  person: { id: PersonId; name: Localized; title: Localized; language: string; role: Role };
  session: {
    id: SessionId;
    title: Localized;
    starts_at: Timestamp;
    minutes: number;
    zone: string;
    state: 'planned' | 'open' | 'live' | 'ended';
    admission: Admission;
    rehearsal: boolean;
    languages: string[];
    delegation: { city: Localized; country: string | null; display: Display };
  };
  doors_at: Timestamp;
  /** Where people attend on site; `code` for those who are expected there. */
  hall: { place: Localized; code: string | null } | null;
  privacy: Privacy;
  /** What the office calls otherwise than usual. */
  display: DisplayNames;
  acknowledged: boolean;
  server_time: Timestamp;
}

export type LinkProblem =
  'unknown_link' | 'revoked_link' | 'removed_link' | 'expired_link' | 'cancelled';

/** Why a link opens nothing. */
export type JoinError =
  | { kind: 'link'; problem: LinkProblem; contact: string | null }
  | { kind: 'too_many'; seconds: number }
  /** The service cannot be reached, or fails: worth another try. */
  | { kind: 'away' };

export type JoinResult = { ok: true; invitation: Invitation } | { ok: false; error: JoinError };

const PROBLEMS: readonly string[] = [
  'unknown_link',
  'revoked_link',
  'removed_link',
  'expired_link',
  'cancelled',
];
const RETRY_SECONDS = 30;

/** Exchanges the link's token for a pass. Never throws. */
export async function join(token: string): Promise<JoinResult> {
  try {
    const response = await fetch('/api/join', {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', 'X-Yunqiao': '1' },
      body: JSON.stringify({ token }),
    });
    if (response.ok) return { ok: true, invitation: (await response.json()) as Invitation };
    return { ok: false, error: await problemOf(response) };
  } catch {
    return { ok: false, error: { kind: 'away' } };
  }
}

async function problemOf(response: Response): Promise<JoinError> {
  if (response.status === 429)
    return {
      kind: 'too_many',
      seconds: Number(response.headers.get('Retry-After')) || RETRY_SECONDS,
    };
  if (response.status >= 500) return { kind: 'away' };
  const body = (await response.json().catch(() => null)) as {
    error?: string;
    detail?: { contact?: string };
  } | null;
  const problem = PROBLEMS.includes(body?.error ?? '') ? body?.error : 'unknown_link';
  return {
    kind: 'link',
    problem: problem as LinkProblem,
    contact: body?.detail?.contact ?? null,
  };
}
