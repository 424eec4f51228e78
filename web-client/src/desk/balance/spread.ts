/** What an index of concentration says, in numbers that a sentence can use. */
export interface Spread {
  /** The sum of the squared shares. */
  index: number;
  groups: number;
  /** What it would be if all groups were alike. */
  even: number;
  /** So many groups of one size would be as concentrated. */
  like: number;
}

export function spreadOf(index: number | null | undefined, groups: number): Spread | undefined {
  if (!index || groups === 0) return undefined;
  return { index, groups, even: 1 / groups, like: 1 / index };
}

/** The places with the most of something, and how many they have together. */
export interface Leading {
  names: string[];
  count: number;
}

/** The largest `top` groups of a list; of two that are alike the one whose name comes first. */
export function leading(names: readonly string[], top: number): Leading {
  const counts = new Map<string, number>();
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1);
  const largest = [...counts].sort(([a, x], [b, y]) => y - x || (a < b ? -1 : 1)).slice(0, top);
  return {
    names: largest.map(([name]) => name),
    count: largest.reduce((sum, [, count]) => sum + count, 0),
  };
}

/** Of ten that came, so many went: rounded, but never to nothing. */
export function outOfTen(received: number, paid: number): number | undefined {
  if (received === 0) return undefined;
  const out = (10 * paid) / received;
  return paid > 0 ? Math.max(1, Math.round(out)) : 0;
}

/** Whole months from one day to another. */
export function monthsBetween(from: string, to: string): number {
  const [year = 0, month = 0, day = 0] = from.split('-').map(Number);
  const [lastYear = 0, lastMonth = 0, lastDay = 0] = to.split('-').map(Number);
  const months = (lastYear - year) * 12 + lastMonth - month;
  return Math.max(0, lastDay < day ? months - 1 : months);
}

/** The depth of shade of a count, from 0 (nothing) to `steps`: each step twice the one before. */
export function shade(count: number, most: number, steps: number): number {
  if (count <= 0) return 0;
  if (most <= steps) return Math.min(count, steps);
  const place = Math.log2(count) / Math.log2(most);
  return Math.min(steps, 1 + Math.floor(place * (steps - 1) + 1e-9));
}
