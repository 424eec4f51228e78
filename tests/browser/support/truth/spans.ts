import type { Moment } from './clock.ts';
import type { Span, Stay, Turn } from './truth.ts';

/** Microseconds at least and at most. */
export interface Range {
  least: number;
  most: number;
}

const known = ({ to }: Span): Moment => {
  if (!to) throw new Error('the script does not know when it ended');
  return to;
};

const lengthOf = (span: Span): Range => ({
  least: Math.max(0, known(span).after - span.from.before),
  most: known(span).before - span.from.after,
});

export const sum = (ranges: readonly Range[]): [number, number] => [
  ranges.reduce((all, { least }) => all + least, 0),
  ranges.reduce((all, { most }) => all + most, 0),
];

/** How long these last together. */
export const ranges = (spans: readonly Span[]): [number, number] => sum(spans.map(lengthOf));

/** What a speaker's clock shows in the end. */
export function spoken(turn: Turn): Range {
  const all = lengthOf(turn);
  const [least, most] = ranges(turn.pauses);
  return { least: Math.max(0, all.least - most), most: all.most - least };
}

const max = (one: Moment, other: Moment): Moment => ({
  after: Math.max(one.after, other.after),
  before: Math.max(one.before, other.before),
});

const min = (one: Moment, other: Moment): Moment => ({
  after: Math.min(one.after, other.after),
  before: Math.min(one.before, other.before),
});

/** What both have in common; what may be and may not be is for no script to leave open. */
export function overlap(one: Span, other: Span): Span[] {
  const from = max(one.from, other.from);
  const to = min(known(one), known(other));
  if (from.before < to.after) return [{ from, to }];
  if (from.after < to.before) throw new Error('nobody knows whether these overlap');
  return [];
}

/** The times in which at least one of them lasts. */
export function union(stays: readonly Stay[]): Stay[] {
  const merged: Stay[] = [];
  for (const stay of stays.toSorted((one, other) => one.from.after - other.from.after)) {
    const last = merged.at(-1);
    if (!last || stay.from.after > known(last).before) merged.push({ ...stay });
    else if (stay.from.before > known(last).after)
      throw new Error('nobody knows whether these overlap');
    else {
      last.from = min(last.from, stay.from);
      if (known(stay).after >= known(last).after) last.end = stay.end;
      last.to = max(known(last), known(stay));
    }
  }
  return merged;
}
