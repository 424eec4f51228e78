import type { ExchangeQuery } from '../../api/exchanges';
import { among, country, day, ListAddress, page, whole, word } from '../address';
import { continents, fields } from '../lists';
import { depths, directions, kinds, modes, orders } from './words';

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
/** Those that leave some of the exchanges out. */
const narrowing = ['partner', 'kind', 'field', 'year', ...further] as const;

type Narrowing = (typeof narrowing)[number];
export type Wanted = Pick<ExchangeQuery, Narrowing | 'sort' | 'page'>;

const usual: Wanted = { sort: 'newest', page: 1 };
const list = new ListAddress<Wanted>('/exchanges', usual, {
  partner: word,
  kind: among(kinds),
  field: among(fields),
  year: whole(1, 9999),
  country,
  continent: among(continents),
  direction: among(directions),
  mode: among(modes),
  depth: among(depths),
  department: word,
  from: day,
  to: day,
  sort: among(orders),
  page,
});

export const readQuery = (params: URLSearchParams): Wanted => list.read(params);

/** What is asked for, as the address and the server have it. */
export const paramsOf = (wanted: Wanted): URLSearchParams => list.params(wanted);

export const listAddress = (wanted: Wanted): string => list.of(wanted);

/** With one of them changed; what is shown begins at its first page again. */
export const asking = (wanted: Wanted, change: Wanted): Wanted => ({
  ...wanted,
  page: 1,
  ...change,
});

/** How many filters leave something out. */
export const countOf = (wanted: Wanted, names: readonly Narrowing[] = narrowing): number =>
  names.filter((name) => wanted[name] !== undefined).length;
