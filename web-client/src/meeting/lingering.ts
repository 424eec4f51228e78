import { localNow } from './clock';

/** Somebody who comes back is given this long to show a picture again before the tile goes. */
const LINGER = 4_000;

/** People who come back: their tiles stay where they are until their pictures can be back too. */
export class Lingering {
  readonly #until = new Map<string, number>();

  /** `over` is called whenever the time of somebody may be over. */
  constructor(private readonly over: () => void) {}

  begin(people: readonly string[]): void {
    const until = localNow() + LINGER;
    for (const person of people) this.#until.set(person, until);
    setTimeout(this.over, LINGER);
  }

  has(person: string): boolean {
    return localNow() < (this.#until.get(person) ?? 0);
  }

  clear(): void {
    this.#until.clear();
  }
}
