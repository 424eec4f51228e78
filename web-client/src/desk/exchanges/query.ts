import type { ExchangeQuery } from '../../api/exchanges';
import { countryCodes } from '../../i18n/countries';
import { readDay } from './day';
import { continents, depths, directions, fields, kinds, modes, orders } from './words';

/** What the address of the list may ask for, in the order in which it is written. */
const asked = [
  'partner',
  'kind',
  'field',
  'year',
  'country',
  'continent',
  'direction',
  'mode',
  'depth',
  'department',
  'from',
  'to',
  'sort',
  'page',
] as const;
type Asked = (typeof asked)[number];

/** Those that leave some of the exchanges out. */
const narrowing = asked.filter((name) => name !== 'sort' && name !== 'page');
/** Those that stand behind "More filters". */
export const further = [
  'country',
  'continent',
  'direction',
  'mode',
  'depth',
  'department',
  'from',
  'to',
] as const;

export type Wanted = Pick<ExchangeQuery, Asked>;

const among =
  <Value extends string>(values: readonly Value[]) =>
  (text: string): Value | undefined =>
    values.find((value) => value === text);
const wholeFrom =
  (least: number, most: number) =>
  (text: string): number | undefined => {
    const number = /^\d{1,9}$/.test(text) ? Number(text) : NaN;
    return number >= least && number <= most ? number : undefined;
  };
const day = (text: string): string | undefined => {
  const read = readDay(text);
  return read?.length === 10 ? read : undefined;
};
const word = (text: string): string | undefined => text || undefined;
const country = (text: string): string | undefined =>
  // XA to XZ: places of which no country is known.
  countryCodes.includes(text) || /^X[A-Z]$/.test(text) ? text : undefined;

const readers: { [Name in Asked]: (text: string) => Wanted[Name] | undefined } = {
  partner: word,
  kind: among(kinds),
  field: among(fields),
  year: wholeFrom(1, 9999),
  country,
  continent: among(continents),
  direction: among(directions),
  mode: among(modes),
  depth: among(depths),
  department: word,
  from: day,
  to: day,
  sort: among(orders),
  page: wholeFrom(1, 1_000_000),
};

/** What an address asks for; what it says wrongly is left out, not refused. */
export function readQuery(params: URLSearchParams): Wanted {
  const found = asked.flatMap((name) => {
    const value = readers[name](params.get(name) ?? '');
    return value === undefined ? [] : [[name, value] as const];
  });
  return Object.fromEntries(found);
}

/** What is asked for, as the address and the server have it. */
export function paramsOf(wanted: Wanted): URLSearchParams {
  const params = new URLSearchParams();
  for (const name of asked) {
    const value = wanted[name];
    const usual = (name === 'page' && value === 1) || (name === 'sort' && value === 'newest');
    if (value !== undefined && value !== null && !usual) params.set(name, String(value));
  }
  return params;
}

/** The address that asks for this. */
export function listAddress(wanted: Wanted): string {
  const params = paramsOf(wanted);
  return params.size > 0 ? `/exchanges?${params}` : '/exchanges';
}

/** With one of them changed; what is shown begins at its first page again. */
export const asking = (wanted: Wanted, change: Wanted): Wanted => ({
  ...wanted,
  page: undefined,
  ...change,
});

/** How many filters leave something out. */
export const countOf = (wanted: Wanted, names: readonly Asked[] = narrowing): number =>
  names.filter((name) => wanted[name] !== undefined).length;
