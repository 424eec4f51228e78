import type { Wall as Shown } from '../api';
import { ServerClock, localNow } from '../meeting/clock';
import { ask, type WallProblem } from './ask';
import { follow } from './events';

/** Between two tries (ms). */
const AGAIN = 2_000;
/** A session that was called off may be on again (ms). */
const CANCELLED_AGAIN = 30_000;
/** How often the clock is compared with the server's (ms). */
const CLOCK = 60_000;

export type WallState =
  | { at: 'opening' }
  | { at: 'no_link' }
  | { at: 'problem'; problem: WallProblem; contact: string | null }
  | { at: 'open' };

/** The wall as one screen follows it. Whatever breaks, it goes on with what it knows, and comes back
 *  by itself. */
export class Wall {
  state = $state.raw<WallState>({ at: 'opening' });
  shown = $state.raw<Shown | undefined>();
  /** Since when the service is out of reach, on its own clock (ms); `null` while it is not. */
  lostSince = $state<number | null>(null);
  readonly clock = new ServerClock();
  readonly #closing = new AbortController();
  #heardAt = this.clock.now();

  /** Follows the session that the token leads to, until `close`. */
  async follow(token: string | null): Promise<void> {
    if (!token) {
      this.state = { at: 'no_link' };
      return;
    }
    const { signal } = this.#closing;
    const timer = setInterval(() => void this.#look(token), CLOCK);
    while (!signal.aborted) {
      if (await this.#look(token)) await follow(token, signal, (wall) => this.#heard(wall));
      if (this.#isOver()) break;
      await this.#pause(this.state.at === 'problem' ? CANCELLED_AGAIN : AGAIN);
    }
    clearInterval(timer);
  }

  close(): void {
    this.#closing.abort();
  }

  /** The link is dead: a new one has to be opened. */
  #isOver(): boolean {
    return this.state.at === 'problem' && this.state.problem !== 'cancelled';
  }

  /** Asks once; says whether there is something to follow. */
  async #look(token: string): Promise<boolean> {
    const sent = localNow();
    const answer = await ask(token, this.#closing.signal);
    if (this.#closing.signal.aborted) return false;
    if (answer.ok) {
      const time = answer.wall.server_time;
      // What a machine knew before it slept is worth nothing.
      if (this.lostSince !== null || !this.shown) this.clock.reset(time);
      this.clock.pong(sent, time);
      this.#heard(answer.wall);
      return true;
    }
    if (answer.problem === null) {
      this.lostSince ??= this.#heardAt;
    } else {
      this.state = { at: 'problem', problem: answer.problem, contact: answer.contact };
      this.lostSince = null;
    }
    return false;
  }

  #heard(wall: Shown | null): void {
    this.#heardAt = this.clock.now();
    this.lostSince = null;
    if (!wall) return;
    this.shown = wall;
    this.state = { at: 'open' };
  }

  async #pause(time: number): Promise<void> {
    const { signal } = this.#closing;
    await new Promise<void>((done) => {
      const timer = setTimeout(done, time);
      signal.addEventListener('abort', () => {
        clearTimeout(timer);
        done();
      });
    });
  }
}
