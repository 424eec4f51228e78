export type Urgency = 'polite' | 'assertive';

/** Time for a screen reader to take a sentence up before the next one stands there (ms). */
const PAUSE = 1_000;
/** More than these are old news: the first of them are dropped. */
const MOST = 6;

/** What screen readers are told. One region waits its turn, the other interrupts; what comes at the
 *  same time is said one after the other. */
class Announcer {
  polite = $state('');
  assertive = $state('');
  #waiting: Record<Urgency, string[]> = { polite: [], assertive: [] };
  #busy: Record<Urgency, boolean> = { polite: false, assertive: false };

  say(text: string, how: Urgency = 'polite'): void {
    const queue = this.#waiting[how];
    if (text === '' || queue.includes(text)) return;
    queue.push(text);
    if (queue.length > MOST) queue.shift();
    if (!this.#busy[how]) this.#next(how);
  }

  /** Ends with an empty region, so that the same sentence is a change the next time. */
  #next(how: Urgency): void {
    const text = this.#waiting[how].shift() ?? '';
    this[how] = this[how] === text && text !== '' ? `${text}\u00a0` : text;
    this.#busy[how] = text !== '';
    if (text !== '') setTimeout(() => this.#next(how), PAUSE);
  }
}

export const announcer = new Announcer();
export const announce = (text: string, how?: Urgency): void => announcer.say(text, how);
