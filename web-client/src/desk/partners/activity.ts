import type { Exchange, ExchangeField } from '../../api/registry';
import {
  daysFrom,
  earliestOf,
  latestOf,
  monthsFrom,
  partsOf,
  type PartialDate,
} from '../../time/partial';

/** Months over which the activity of a partner is told. */
export const WINDOW = 24;

/** What of the history is looked at. */
export type Show = 'all' | 'received' | 'paid' | 'online';
export interface Wish {
  show: Show;
  /** Only what counts and lies within the window. */
  recent: boolean;
  /** Only what has been given this property; it makes up a figure. */
  only?: 'visits' | 'fields';
}

/** Whether measures count it: held, and more than a greeting or an invitation. */
export const counts = ({ state = 'completed', substance }: Exchange): boolean =>
  state === 'completed' && substance !== 'greeting' && substance !== 'invitation';

const isTravel = ({ direction }: Exchange): boolean =>
  direction === 'received' || direction === 'paid';

/** The first day of the window that ends today. */
export const windowFrom = (today: string): string => monthsFrom(today, -WINDOW);

const isRecent = (exchange: Exchange, today: string): boolean => {
  const day = earliestOf(exchange.on);
  return counts(exchange) && day >= windowFrom(today) && day <= today;
};

export function fits(exchange: Exchange, wish: Wish, today: string): boolean {
  if (wish.recent && !isRecent(exchange, today)) return false;
  if (wish.only === 'visits' && !isTravel(exchange)) return false;
  if (wish.only === 'fields' && !exchange.field) return false;
  switch (wish.show) {
    case 'all':
      return true;
    case 'online':
      return exchange.mode === 'online' || exchange.mode === 'hybrid';
    case 'received':
    case 'paid':
      return exchange.direction === wish.show;
  }
}

export interface Activity {
  count: number;
  received: number;
  paid: number;
  /** The smaller of the two by the larger; nothing where nobody travelled. */
  reciprocity: number | undefined;
  /** Those that were touched, the most frequent first. */
  fields: ExchangeField[];
}

/** The figures of the window, each the number of what `fits` shows for it. */
export function activityOf(exchanges: readonly Exchange[], today: string): Activity {
  const recent = exchanges.filter((one) => isRecent(one, today));
  const received = recent.filter(({ direction }) => direction === 'received').length;
  const paid = recent.filter(({ direction }) => direction === 'paid').length;
  const times = new Map<ExchangeField, number>();
  for (const { field } of recent) if (field) times.set(field, (times.get(field) ?? 0) + 1);
  const fields = [...times].sort(([, one], [, other]) => other - one).map(([field]) => field);
  const most = Math.max(received, paid);
  return {
    count: recent.length,
    received,
    paid,
    reciprocity: most > 0 ? Math.min(received, paid) / most : undefined,
    fields,
  };
}

/** The newest that counts and has been; `exchanges` are sorted, the newest first. */
export const lastContact = (exchanges: readonly Exchange[], today: string): Exchange | undefined =>
  exchanges.find((one) => counts(one) && earliestOf(one.on) <= today);

export interface NextVisit {
  direction: 'received' | 'paid';
  /** The last visit that way; nothing: none is on file. */
  last: PartialDate | undefined;
  /** By when the next one should be. */
  due: string;
  /** Days by which that has passed; 0: it has not. */
  overdue: number;
}

/**
 * Mutual visits are regular when each side comes within the window: which way is due next, and by when. Where nobody
 * ever went one way, the window begins with the relation.
 */
export function nextVisit(
  last: { received: PartialDate | undefined; paid: PartialDate | undefined },
  since: PartialDate | null,
  today: string,
): NextVisit | undefined {
  const ways = (['paid', 'received'] as const).flatMap((direction): NextVisit[] => {
    const from = last[direction] ?? since;
    if (!from) return [];
    const due = monthsFrom(latestOf(from), WINDOW);
    const overdue = Math.max(0, daysFrom(due, today));
    return [{ direction, last: last[direction], due, overdue }];
  });
  return ways.sort((one, other) => one.due.localeCompare(other.due))[0];
}

/** The next round anniversary of a relation, every five years; `on` is as exact as its beginning. */
export function nextAnniversary(
  since: PartialDate | null,
  today: string,
): { years: number; on: PartialDate } | undefined {
  if (!since) return undefined;
  const { year, month, day } = partsOf(since);
  const begin = Number(year);
  const [thisYear = 0] = today.split('-').map(Number);
  for (let years = 5; begin + years <= thisYear + 5; years += 5) {
    const on = [String(begin + years).padStart(4, '0'), month, day].filter(Boolean).join('-');
    if (latestOf(on) >= today) return { years, on };
  }
  return undefined;
}
