import { untrack } from 'svelte';

/** What is over is shown to those who come later for so long (ms). */
const FRESH = 120_000;

export interface Story {
  id: string;
  /** When it ended, in microseconds; 0 while it goes on. */
  endedAt: number;
  /** Changes when there is something to say: a reconnection is no news. */
  moment: readonly unknown[];
}

/** What goes on in the room, or is just over, as its card tells it: said aloud once, and shown until it is
 *  put away. Made while a component is set up. */
export class News {
  #putAway = $state('');
  #said = '';

  /** `now`: milliseconds by the clock of the service. */
  constructor(
    private readonly story: () => Story | null,
    now: number,
    say: () => void,
  ) {
    const old = untrack(story);
    if (old && old.endedAt > 0 && old.endedAt / 1000 < now - FRESH) this.#putAway = old.id;
    $effect(() => {
      const one = story();
      if (!one || !this.isShown) return;
      const moment = [one.id, ...one.moment].join(' ');
      if (moment === this.#said) return;
      this.#said = moment;
      untrack(say);
    });
  }

  get isShown(): boolean {
    const one = this.story();
    return one !== null && one.id !== this.#putAway;
  }

  putAway(): void {
    this.#putAway = this.story()?.id ?? '';
  }
}
