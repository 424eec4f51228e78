/** Milliseconds that never jump back, close to the local wall clock. */
export const localNow = (): number => performance.timeOrigin + performance.now();

interface Sample {
  /** Round trip in ms; the longest possible where it is not known. */
  trip: number;
  /** Server clock minus local clock in ms. */
  offset: number;
}

const KEPT = 8;

/** The server's clock, seen from here. Of the last exchanges the quickest is believed. */
export class ServerClock {
  #samples: Sample[] = [];
  #offset = 0;

  constructor(private readonly local: () => number = localNow) {}

  /** The server's time in ms since 1970. */
  now(): number {
    return this.local() + this.#offset;
  }

  /** A reading whose way here took an unknown time (`serverTime` in microseconds). It starts the
   *  estimate anew: after a pause of the machine the old one is worth nothing. */
  reset(serverTime: number): void {
    this.#samples = [{ trip: Infinity, offset: serverTime / 1000 - this.local() }];
    this.#settle();
  }

  /** The answer to a ping that left at local time `sent`. */
  pong(sent: number, serverTime: number): void {
    const arrived = this.local();
    const trip = arrived - sent;
    if (trip < 0) return;
    this.#samples.push({ trip, offset: serverTime / 1000 + trip / 2 - arrived });
    if (this.#samples.length > KEPT) this.#samples.shift();
    this.#settle();
  }

  #settle(): void {
    let best = this.#samples[0];
    for (const sample of this.#samples) if (best && sample.trip < best.trip) best = sample;
    if (best) this.#offset = best.offset;
  }
}
