import { ask, MOST_AT_ONCE } from './ask';
import type { Kept } from './kept';

type Shelf = Pick<Kept, 'doors' | 'marks' | 'handedOver' | 'keep'>;

/** The doors that this device keeps beside the one that is open. What was marked there without a
 *  network would stay here for as long as nobody opens their link again. */
export class Others {
  /** Of links that lead nowhere any more: their marks wait for the next opening. */
  readonly #dead = new Set<string>();
  #busy = false;

  /** `token`: of the door that is open and hands over by itself. */
  async handOver(kept: Shelf, token: string): Promise<void> {
    if (this.#busy) return;
    this.#busy = true;
    try {
      for (const door of await kept.doors()) {
        if (door.token === token || this.#dead.has(door.token)) continue;
        const marks = await kept.marks(door.session);
        const batch = marks.filter((mark) => mark.handed === 0).slice(0, MOST_AT_ONCE);
        if (batch.length === 0) continue;
        const answer = await ask(door.token, door.device, batch);
        if (answer.ok) {
          await kept.handedOver(batch);
          await kept.keep(door.token, answer.list, answer.ahead);
        } else if (answer.problem) this.#dead.add(door.token);
      }
    } finally {
      this.#busy = false;
    }
  }
}
