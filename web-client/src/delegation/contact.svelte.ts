import type { DelegationView, MemberNames, ReplyAnswer } from '../api';
import { localNow } from '../meeting/clock';
import type { LinkProblem } from '../meeting/join';

/** What the link of a delegation leads to. */
export type Found =
  | { at: 'opening' }
  | { at: 'no_link' }
  | { at: 'problem'; problem: LinkProblem; contact: string | null }
  /** Not reachable, or asked too often: tried again at `retryAt` (local ms). */
  | { at: 'away'; why: 'away' | 'too_many'; retryAt: number }
  | { at: 'ready'; view: DelegationView };

/** What came of something that was sent. */
export type Outcome = 'kept' | 'closed' | 'failed';

const RETRY_AWAY = 4_000;
const RETRY_TOO_MANY = 30;
const KEY = 'yunqiao.delegation';
const PROBLEMS: readonly string[] = ['unknown_link', 'revoked_link', 'expired_link'];

/** The page of a delegation, by the token of its link. */
export class Contact {
  found = $state.raw<Found>({ at: 'opening' });
  readonly #token: string | null;
  #timer: ReturnType<typeof setTimeout> | undefined;

  /** `token`: from the link that was opened; `null` for a reload of the page. */
  constructor(token: string | null, storage: Storage = sessionStorage) {
    this.#token = token ?? recall(storage);
    if (this.#token !== null) remember(storage, this.#token);
  }

  async open(): Promise<void> {
    clearTimeout(this.#timer);
    if (this.#token === null) {
      this.found = { at: 'no_link' };
      return;
    }
    const response = await this.#ask('/api/delegation');
    if (response?.ok) this.found = { at: 'ready', view: (await response.json()) as DelegationView };
    else if (!response || response.status >= 500) this.#retry('away', RETRY_AWAY);
    else if (response.status === 429) this.#retry('too_many', 1000 * waitOf(response));
    else this.found = await problemOf(response);
  }

  /** Answers for somebody; all of the sessions or none. */
  reply = (person: string, sessions: string[], answer: ReplyAnswer): Promise<Outcome> =>
    this.#send('/api/delegation/replies', { person, sessions, answer });

  /** Proposes how somebody should be written. */
  propose = (person: string, names: MemberNames): Promise<Outcome> =>
    this.#send('/api/delegation/proposals', { person, names });

  close(): void {
    clearTimeout(this.#timer);
  }

  async #send(path: string, body: unknown): Promise<Outcome> {
    const response = await this.#ask(path, body);
    if (response?.ok) {
      this.found = { at: 'ready', view: (await response.json()) as DelegationView };
      return 'kept';
    }
    if (response?.status === 410) this.found = await problemOf(response);
    return response?.status === 409 ? 'closed' : 'failed';
  }

  #retry(why: 'away' | 'too_many', delay: number): void {
    this.found = { at: 'away', why, retryAt: localNow() + delay };
    this.#timer = setTimeout(() => void this.open(), delay);
  }

  /** Nothing when the service does not answer. */
  async #ask(path: string, body?: unknown): Promise<Response | undefined> {
    const headers = { Authorization: `Bearer ${this.#token ?? ''}`, 'X-Yunqiao': '1' };
    const sent = body === undefined ? undefined : JSON.stringify(body);
    try {
      return await fetch(path, {
        ...(sent !== undefined && { method: 'POST', body: sent }),
        headers: { ...headers, ...(sent !== undefined && { 'Content-Type': 'application/json' }) },
      });
    } catch {
      return undefined;
    }
  }
}

const waitOf = (response: Response): number =>
  Number(response.headers.get('Retry-After')) || RETRY_TOO_MANY;

async function problemOf(response: Response): Promise<Found> {
  const body = (await response.json().catch(() => null)) as {
    error?: string;
    detail?: { contact?: string };
  } | null;
  const known = PROBLEMS.includes(body?.error ?? '') ? body?.error : 'unknown_link';
  const contact = body?.detail?.contact ?? null;
  return { at: 'problem', problem: known as LinkProblem, contact };
}

function recall(storage: Storage): string | null {
  try {
    return storage.getItem(KEY);
  } catch {
    return null;
  }
}

function remember(storage: Storage, token: string): void {
  try {
    storage.setItem(KEY, token);
  } catch {
    // Without storage a reload asks for the link again.
  }
}
