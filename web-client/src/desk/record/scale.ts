import type { Timestamp } from '../../time/format';

/** A stretch of time laid over a width of 100 %. */
export class Scale {
  constructor(
    readonly from: Timestamp,
    readonly to: Timestamp,
  ) {}

  /** Where a moment stands, in percent, kept inside. */
  at(moment: Timestamp): number {
    const share = (moment - this.from) / Math.max(1, this.to - this.from);
    return Math.round(Math.min(1, Math.max(0, share)) * 10_000) / 100;
  }

  width(from: Timestamp, to: Timestamp): number {
    return Math.max(0, Math.round((this.at(to) - this.at(from)) * 100) / 100);
  }

  /** Round moments to write under the axis: six or seven of them at most. */
  ticks(): Timestamp[] {
    const minute = 60_000_000;
    const steps = [1, 2, 5, 10, 15, 30, 60, 120, 240].map((count) => count * minute);
    const step = steps.find((one) => (this.to - this.from) / one <= 6) ?? 480 * minute;
    const found: Timestamp[] = [];
    for (let at = Math.ceil(this.from / step) * step; at <= this.to; at += step) found.push(at);
    return found;
  }
}
