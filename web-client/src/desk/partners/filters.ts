import type { PartnerQuery } from '../../api/registry';
import { among, ListAddress, page, word } from '../address';
import { continents } from '../lists';

/** What the list of partners is narrowed to. */
export interface Filters {
  q: string;
  kind: 'both' | 'sister' | 'exchange';
  standing: 'any' | 'partner' | 'candidate';
  continent: '' | (typeof continents)[number];
  bri: '' | 'yes' | 'no';
  /** `city`, a district's identity, or empty: whoever holds the relation. */
  owner: string;
  sort: (typeof sorts)[number];
  page: number;
}

export const sorts = ['fit', 'slug', 'country', 'oldest', 'newest', 'recent', 'quiet'] as const;
export const PER_PAGE = 50;

export const none: Filters = {
  q: '',
  kind: 'both',
  standing: 'any',
  continent: '',
  bri: '',
  owner: '',
  sort: 'fit',
  page: 1,
};
const list = new ListAddress<Filters>('/partners', none, {
  q: word,
  kind: among(['both', 'sister', 'exchange']),
  standing: among(['any', 'partner', 'candidate']),
  continent: among(continents),
  bri: among(['yes', 'no']),
  owner: word,
  sort: among(sorts),
  page,
});

export const read = (params: URLSearchParams): Filters => list.read(params);
export const addressOf = (filters: Filters): string => list.of(filters);

export const queryOf = (filters: Filters): PartnerQuery => ({
  q: filters.q.trim() || undefined,
  kind: filters.kind === 'both' ? undefined : filters.kind,
  standing: filters.standing,
  continent: filters.continent || undefined,
  bri: filters.bri === '' ? undefined : filters.bri === 'yes',
  owner: filters.owner || undefined,
  sort: filters.sort,
  page: filters.page,
  per: PER_PAGE,
});

/** The same for the whole list as a table. */
export function tableQuery(filters: Filters): URLSearchParams {
  const { page: _, per: __, ...asked } = queryOf(filters);
  const said = Object.entries(asked).filter(([, value]) => value !== undefined);
  return new URLSearchParams(said.map(([name, value]) => [name, String(value)]));
}

export const isNarrowed = (filters: Filters): boolean =>
  addressOf({ ...filters, sort: none.sort, page: none.page }) !== '/partners';
