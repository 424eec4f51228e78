/** How well media flows in one direction. */
export type Quality = 'good' | 'poor' | 'lost';

/** The worse of two, either of which may not be known. */
export function worse(one: Quality | null, other: Quality | null): Quality | null {
  const rank = (quality: Quality | null) => [null, 'good', 'poor', 'lost'].indexOf(quality);
  return rank(one) >= rank(other) ? one : other;
}

export interface Flow {
  /** Bits that came (or left) against what was meant to: 1 = all of it; `null` = no target known. */
  ofTarget: number | null;
  /** Share of packets lost, 0 to 1. */
  loss: number;
  /** ms since the last packet. */
  silentFor: number;
}

const LOST_AFTER = 3_000;

/** The next state. Where both descriptions fit, or neither, the state stays: bars must not flicker. */
export function judge(before: Quality, flow: Flow): Quality {
  if (flow.silentFor >= LOST_AFTER) return 'lost';
  const good = (flow.ofTarget ?? 0) >= 0.5 || flow.loss < 0.06;
  const poor = (flow.ofTarget ?? 1) < 0.3 || flow.loss > 0.08;
  if (good !== poor) return good ? 'good' : 'poor';
  return before === 'lost' ? 'poor' : before;
}

/** A condition that must hold for a while before it is said, and be gone for a while before it is
 *  taken back. */
export class Steady {
  #value = false;
  #since: number | null = null;

  constructor(
    private readonly risesAfter: number,
    private readonly fallsAfter: number,
  ) {}

  /** Feeds what is seen at `now` (ms); gives what is to be said. */
  feed(seen: boolean, now: number): boolean {
    if (seen === this.#value) {
      this.#since = null;
      return this.#value;
    }
    this.#since ??= now;
    if (now - this.#since >= (seen ? this.risesAfter : this.fallsAfter)) {
      this.#value = seen;
      this.#since = null;
    }
    return this.#value;
  }

  reset(): void {
    this.#value = false;
    this.#since = null;
  }
}
