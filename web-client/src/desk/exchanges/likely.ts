import { exchanges, type Exchange, type ExchangeDraft } from '../../api/exchanges';
import { earliestOf, latestOf, precisionOf } from '../../time/partial';

/** What of the newest exchange with a partner is likely to be so again. */
export type Last = Pick<Exchange, 'field' | 'departments'> & {
  named: Record<string, Record<string, string>>;
};

export async function lastWith(partner: string, signal: AbortSignal): Promise<Last | undefined> {
  const { items, named } = await exchanges.list({ partner, per: 1 }, signal);
  const record = items[0]?.record;
  if (!record || (!record.field && (record.departments ?? []).length === 0)) return undefined;
  return { field: record.field, departments: record.departments ?? [], named: named.departments };
}

/** As many as are worth being shown. */
const shown = 3;

type Asked = Pick<ExchangeDraft, 'kind' | 'on'> & { partners: readonly string[] };

/** Exchanges of the same kind on the same day with a partner of this one: perhaps it is entered already. */
export async function alike(
  { kind, on, partners }: Asked,
  own: string | undefined,
  signal: AbortSignal,
): Promise<Exchange[]> {
  // Of a whole year there are too many for any to be likely the same.
  if (precisionOf(on) === 'year') return [];
  const days = { from: earliestOf(on), to: latestOf(on) };
  const lists = await Promise.all(
    partners
      .slice(0, shown)
      .map((partner) => exchanges.list({ partner, kind, ...days, per: 20 }, signal)),
  );
  return likelySame(
    lists.flatMap(({ items }) => items.map(({ record }) => record)),
    on,
    own,
  );
}

/** Each once, and only those of which the day is known as well as of this one. */
export function likelySame<Found extends Pick<Exchange, 'id' | 'on'>>(
  found: readonly Found[],
  on: string,
  own: string | undefined,
): Found[] {
  const seen = new Map<string, Found>();
  for (const record of found)
    if (record.on === on && record.id !== own) seen.set(record.id, record);
  return [...seen.values()].slice(0, shown);
}
