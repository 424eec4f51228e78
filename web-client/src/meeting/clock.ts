/** Milliseconds that never jump back, close to the local wall clock. */
export const localNow = (): number => performance.timeOrigin + performance.now();

interface Sample {
  /** Round trip in ms; the longest possible where it is not known. */
  trip: number;
  /** Server clock minus local clock in ms. */
  offset: number;
}

const KEPT = 8;
/** ms that two clocks may part while samples are kept. */
const DRIFT = 50;

/** Two readings that cannot both be right while the clocks run evenly: each is wrong by half of its
 *  trip at most. */
function disagree(one: Sample, other: Sample): boolean {
  return Math.abs(one.offset - other.offset) > (one.trip + other.trip) / 2 + DRIFT;
}

/** The server's clock, seen from here. Of the last exchanges the quickest is believed; once one says
 *  that a clock was put right, or that this machine slept, those before it are worth nothing. */
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
    const sample = { trip, offset: serverTime / 1000 + trip / 2 - arrived };
    if (this.#samples.some((earlier) => disagree(earlier, sample))) this.#samples = [];
    this.#samples.push(sample);
    if (this.#samples.length > KEPT) this.#samples.shift();
    this.#settle();
  }

  #settle(): void {
    let best = this.#samples[0];
    for (const sample of this.#samples) if (best && sample.trip < best.trip) best = sample;
    if (best) this.#offset = best.offset;
  }
}
