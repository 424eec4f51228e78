import type { Point } from './projection';

/** How far an arch rises over the line between its feet, of the length of that line. */
const RISE = 0.24;
const HIGHEST = 96;

const written = (value: number): string => value.toFixed(1);

/** A bridge from one place to the other: it rises upwards, whichever way it goes. */
export function arch(from: Point, to: Point): string {
  const length = Math.hypot(to.x - from.x, to.y - from.y);
  // The middle of a curve of this kind stands half as high as the point that bends it.
  const rise = 2 * Math.min(HIGHEST, RISE * length);
  const [x, y] = [(from.x + to.x) / 2, (from.y + to.y) / 2 - rise];
  const at = (point: Point) => `${written(point.x)} ${written(point.y)}`;
  return `M${at(from)}Q${at({ x, y })} ${at(to)}`;
}
