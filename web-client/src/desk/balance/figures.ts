import type { MeasuredFigure } from '../../api/balance';

/** The numbers of one day, found by their keys. */
export class FigureSet {
  readonly #byKey: Map<string, MeasuredFigure>;

  constructor(figures: readonly MeasuredFigure[]) {
    this.#byKey = new Map(figures.map((figure) => [figure.key, figure]));
  }

  get(key: string): MeasuredFigure | undefined {
    return this.#byKey.get(key);
  }

  /** How many records stand behind a number; none where there is no such number. */
  count(key: string): number {
    return this.get(key)?.part ?? 0;
  }

  /** The numbers whose keys begin so, with what comes after: `share.continent.` gives `asia` ... */
  group(prefix: string): { name: string; figure: MeasuredFigure }[] {
    const found = [...this.#byKey.values()].filter((figure) => figure.key.startsWith(prefix));
    return found.map((figure) => ({ name: figure.key.slice(prefix.length), figure }));
  }
}

/** One line of a chart: the same number on the day, and on the day that it is compared with. */
export interface Line {
  name: string;
  key: string;
  now: MeasuredFigure | undefined;
  then: MeasuredFigure | undefined;
}

/** The lines of a group on both days, the longest first. What one day does not have is nothing there. */
export function linesOf(prefix: string, now: FigureSet, then?: FigureSet): Line[] {
  const names = new Set([
    ...now.group(prefix).map((one) => one.name),
    ...(then?.group(prefix) ?? []).map((one) => one.name),
  ]);
  const lines = [...names].map((name) => {
    const key = prefix + name;
    return { name, key, now: now.get(key), then: then?.get(key) };
  });
  return lines.sort(
    (a, b) =>
      (b.now?.part ?? 0) - (a.now?.part ?? 0) ||
      (b.then?.part ?? 0) - (a.then?.part ?? 0) ||
      (a.name < b.name ? -1 : 1),
  );
}

/** The lines of these keys, in their order. */
export const linesFor = (keys: readonly string[], now: FigureSet, then?: FigureSet): Line[] =>
  keys.map((key) => ({ name: key, key, now: now.get(key), then: then?.get(key) }));
