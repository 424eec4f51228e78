import { seconds, shanghai } from '../csv.ts';
import type { Moment } from './clock.ts';
import { Check } from './compare.ts';

/** Microseconds. */
const SECOND = 1e6;

const between = (least: number, most: number, found: number): boolean =>
  least <= found && found <= most;

/** A cell that tells when something was, by the clocks of Shanghai; less than a second is left out. */
export function timeCell({ after, before }: Moment): Check {
  const least = Math.floor(after / SECOND) * SECOND;
  const told = (at: number) => new Date(at / 1000 + 8 * 3600_000).toISOString();
  return new Check(`${told(least)} to ${told(before)}`, (found) =>
    between(least, before, shanghai(String(found)) * 1000),
  );
}

/** A cell that tells how long something was, in whole seconds; what it was is in microseconds. */
export function lengthCell(least: number, most: number): Check {
  const [fewest, largest] = [Math.round(least / SECOND), Math.round(most / SECOND)];
  return new Check(`${fewest} to ${largest} seconds`, (found) =>
    between(fewest, largest, seconds(String(found))),
  );
}

/** A cell that lists stays, of which each ended in one of these ways. */
export function staysCell(ends: readonly string[]): Check {
  const time = '\\d\\d:\\d\\d:\\d\\d';
  const stays = ends.map((end) => `${time}–${time} \\(${end}\\)`);
  const whole = new RegExp(`^${stays.join(' / ')}$`);
  return new Check(String(whole), (found) => whole.test(String(found)));
}
