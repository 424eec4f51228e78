import type { Moment } from './clock.ts';

/** What a script knows of one cell of the record. */
export class Check {
  constructor(
    readonly wants: string,
    readonly holds: (found: unknown) => boolean,
  ) {}
}

/** The truth of a script in the shape of what it is held against. Every field has to be spoken of:
 *  the compiler sees to it, and at run time [`differences`] does. */
export type Expected<T> =
  | Check
  | (T extends readonly (infer Item)[]
      ? readonly Expected<Item>[]
      : T extends object
        ? { readonly [Key in keyof T]-?: Expected<T[Key]> }
        : T);

export const at = ({ after, before }: Moment): Check =>
  new Check(
    `between ${new Date(after / 1000).toISOString()} and ${new Date(before / 1000).toISOString()}`,
    (found) => typeof found === 'number' && after <= found && found <= before,
  );

export const within = (least: number, most: number): Check =>
  new Check(
    `${least} to ${most}`,
    (found) => typeof found === 'number' && least <= found && found <= most,
  );

/** A cell that a script cannot know, and why. */
export const unknowable = (why: string, holds: (found: unknown) => boolean): Check =>
  new Check(why, holds);

export interface Difference {
  path: string;
  wanted: string;
  found: string;
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null;

/** Cell by cell, all that is not as expected. */
export function differences(expected: unknown, found: unknown, path = ''): Difference[] {
  const differs = (wanted: string): Difference[] => [
    { path, wanted, found: JSON.stringify(found) ?? 'nothing' },
  ];
  if (expected instanceof Check) return expected.holds(found) ? [] : differs(expected.wants);
  if (Array.isArray(expected)) {
    if (!Array.isArray(found) || found.length !== expected.length)
      return differs(`${expected.length} of them`);
    return expected.flatMap((one, place) => differences(one, found[place], `${path}[${place}]`));
  }
  if (isObject(expected)) {
    if (!isObject(found)) return differs('an object');
    const fields = new Set([...Object.keys(expected), ...Object.keys(found)]);
    const inside = (field: string) => (path ? `${path}.${field}` : field);
    return [...fields].flatMap((field) =>
      field in expected
        ? differences(expected[field], found[field], inside(field))
        : [{ path: inside(field), wanted: 'a field that is known here', found: 'another' }],
    );
  }
  return expected === found ? [] : differs(JSON.stringify(expected));
}
