import type { PartnerQuery } from '../../api/registry';
import { continents } from '../registry/words';

/** What the list of partners is narrowed to; it stands in the address, so that it can be sent to somebody. */
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

const one = <Value extends string>(
  options: readonly Value[],
  given: string | null,
  otherwise: Value,
): Value => options.find((option) => option === given) ?? otherwise;

/** What an address asks for; what it asks for in vain is left out. */
export function read(query: URLSearchParams): Filters {
  const page = Number(query.get('page') ?? 1);
  return {
    q: query.get('q') ?? '',
    kind: one(['both', 'sister', 'exchange'], query.get('kind'), none.kind),
    standing: one(['any', 'partner', 'candidate'], query.get('standing'), none.standing),
    continent: one(['', ...continents], query.get('continent'), none.continent),
    bri: one(['', 'yes', 'no'], query.get('bri'), none.bri),
    owner: query.get('owner') ?? '',
    sort: one(sorts, query.get('sort'), none.sort),
    page: Number.isInteger(page) && page > 0 ? page : 1,
  };
}

/** The address of the list, without what is as usual. */
export function addressOf(filters: Filters): string {
  const query = new URLSearchParams();
  for (const key of Object.keys(none) as (keyof Filters)[]) {
    const value = typeof filters[key] === 'string' ? filters[key].trim() : filters[key];
    if (value !== none[key]) query.set(key, String(value));
  }
  return query.size > 0 ? `/partners?${query}` : '/partners';
}

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

export const isNarrowed = (filters: Filters): boolean =>
  addressOf({ ...filters, sort: none.sort, page: none.page }) !== '/partners';
