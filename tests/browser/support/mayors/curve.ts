import { Check } from '../truth/compare.ts';
import { hull, type Moment } from '../truth/clock.ts';
import type { Truth } from '../truth/truth.ts';

/** How many are present after what happened within one moment. */
interface Level {
  at: Moment;
  present: number;
  /** Fewest and most meanwhile. */
  least: number;
  most: number;
}

/** Who comes and goes at moments that cannot be told apart changes the level in one step. */
export function levels(truth: Truth): Level[] {
  const steps = [...truth.stays.values()].flat().flatMap(({ from, to }) => {
    if (!to) throw new Error('somebody is here still');
    return [
      { at: from, by: 1 },
      { at: to, by: -1 },
    ];
  });
  const found: Level[] = [];
  let present = 0;
  for (const { at, by } of steps.toSorted((one, other) => one.at.after - other.at.after)) {
    const before = present;
    present += by;
    let last = found.at(-1);
    if (!last || at.after > last.at.before) {
      last = { at, present, least: before, most: before };
      found.push(last);
    }
    Object.assign(last, { at: hull(last.at, at), present });
    if (by < 0) last.least--;
    else last.most++;
  }
  return found;
}

export function peakOf(truth: Truth): Level {
  const [first, ...rest] = levels(truth);
  if (!first) throw new Error('nobody came');
  return rest.reduce((peak, level) => (level.present > peak.present ? level : peak), first);
}

interface Point {
  at: number;
  present: number;
}

/** Between what happened, the curve stands where the script says; within it, between what was before
 *  and what came after. */
export function curveOf(truth: Truth): Check {
  const known = levels(truth);
  const wants = known.map(({ present }) => present).join(', ');
  return new Check(`a curve over ${wants}`, (found) => {
    const points = found as Point[];
    let before = 0;
    let place = 0;
    for (const { at, present, least, most } of known) {
      let stands = before;
      for (; place < points.length; place++) {
        const point = points[place];
        if (!point || point.at > at.before) break;
        if (point.at < at.after || point.present < least || point.present > most) return false;
        stands = point.present;
      }
      if (stands !== present) return false;
      before = present;
    }
    return place === points.length;
  });
}
