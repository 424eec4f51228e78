import { localNow } from '../meeting/clock';
import { join, type Invitation, type LinkProblem } from '../meeting/join';

/** What the link of a test leads to. */
export type Found =
  | { at: 'opening' }
  | { at: 'no_link' }
  | { at: 'problem'; problem: LinkProblem; contact: string | null }
  /** Not reachable, or asked too often: tried again at `retryAt` (local ms). */
  | { at: 'away'; why: 'away' | 'too_many'; retryAt: number }
  | { at: 'over' }
  | { at: 'ready'; invitation: Invitation };

const RETRY_AWAY = 4_000;
const KEY = 'yunqiao.check';

/** The personal link that a test was opened with. What this tab knows of a meeting is not touched:
 *  a test is no visit. */
export class Opening {
  found = $state.raw<Found>({ at: 'opening' });
  readonly token: string | null;
  #timer: ReturnType<typeof setTimeout> | undefined;

  /** `token`: from the link that was opened; `null` for a reload of the page. */
  constructor(token: string | null, storage: Storage = sessionStorage) {
    this.token = token ?? recall(storage);
    if (this.token !== null) remember(storage, this.token);
  }

  /** Exchanges the link for what it leads to. */
  async open(): Promise<void> {
    clearTimeout(this.#timer);
    if (this.token === null) {
      this.found = { at: 'no_link' };
      return;
    }
    const result = await join(this.token);
    if (result.ok) {
      const { invitation } = result;
      const isOver = invitation.session.state === 'ended';
      this.found = isOver ? { at: 'over' } : { at: 'ready', invitation };
    } else if (result.error.kind === 'link') {
      const { problem, contact } = result.error;
      this.found = { at: 'problem', problem, contact };
    } else {
      const { error } = result;
      const delay = error.kind === 'too_many' ? error.seconds * 1000 : RETRY_AWAY;
      this.found = { at: 'away', why: error.kind, retryAt: localNow() + delay };
      this.#timer = setTimeout(() => void this.open(), delay);
    }
  }

  close(): void {
    clearTimeout(this.#timer);
  }
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
