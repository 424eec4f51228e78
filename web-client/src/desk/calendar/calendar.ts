import type { EventCard, SessionCard, Timestamp } from '../../api';
import type { Locale } from '../../i18n/locales';
import { wall } from '../../time/format';
import { daysLater } from '../slots/civil';

/** Dates are those of the host's calendar: `2026-12-10`. */
export type Day = string;
export type View = 'month' | 'week';

export type Entry = { kind: 'session'; card: SessionCard } | { kind: 'event'; card: EventCard };

/** The day that an address names, if there is such a day from 2000 to 2199. */
export function dayAsked(address: string | null): Day | undefined {
  if (address === null || !/^2[01]\d\d-\d\d-\d\d$/.test(address)) return undefined;
  const at = Date.parse(`${address}T00:00Z`);
  // Some take a thirtieth of February for a day of March.
  const isDay = !Number.isNaN(at) && new Date(at).toISOString().startsWith(address);
  return isDay ? address : undefined;
}

/** Where `Intl` does not tell it yet: 1 is Monday. */
const firstDays: Record<Locale, number> = {
  'zh-CN': 1,
  en: 1,
  ja: 7,
  ko: 7,
  de: 1,
  fr: 1,
  es: 1,
  ru: 1,
  ar: 6,
};

interface WeekInfo {
  firstDay: number;
}
type Weeks = Intl.Locale & { getWeekInfo?: () => WeekInfo; weekInfo?: WeekInfo };

/** On which day a week begins: 1 is Monday, 7 Sunday. */
export function firstDayOf(locale: Locale): number {
  // Dates are written as in Britain where the interface is English; weeks begin there too.
  const weeks: Weeks = new Intl.Locale(locale === 'en' ? 'en-GB' : locale);
  const info = weeks.getWeekInfo?.() ?? weeks.weekInfo;
  return info?.firstDay ?? firstDays[locale];
}

/** 1 is Monday. */
const weekday = (day: Day): number => new Date(`${day}T00:00Z`).getUTCDay() || 7;

const weekStart = (day: Day, first: number): Day =>
  daysLater(day, -((weekday(day) - first + 7) % 7));

/** So many months later, on the same day of the month or its last. */
export function monthsLater(day: Day, months: number): Day {
  const [year = 0, month = 1, date = 1] = day.split('-').map(Number);
  const last = new Date(Date.UTC(year, month + months, 0)).getUTCDate();
  const moved = new Date(Date.UTC(year, month - 1 + months, Math.min(date, last)));
  return moved.toISOString().slice(0, 10);
}

/** The weeks that are shown when `day` is looked at: those its month touches, or its own. */
export function weeksOf(day: Day, view: View, first: number): Day[][] {
  const start = weekStart(view === 'week' ? day : `${day.slice(0, 7)}-01`, first);
  const week = (from: Day) => Array.from({ length: 7 }, (_, place) => daysLater(from, place));
  const weeks = [week(start)];
  const month = day.slice(0, 7);
  while (view === 'month') {
    const next = daysLater(start, weeks.length * 7);
    if (next.slice(0, 7) > month) break;
    weeks.push(week(next));
  }
  return weeks;
}

/** The day that a key leads to, or nothing if it leads nowhere. */
export function stepped(
  day: Day,
  key: string,
  how: { rtl: boolean; view: View; first: number },
): Day | undefined {
  const ahead = how.rtl ? -1 : 1;
  const page = (by: number) =>
    how.view === 'month' ? monthsLater(day, by) : daysLater(day, 7 * by);
  switch (key) {
    case 'ArrowLeft':
      return daysLater(day, -ahead);
    case 'ArrowRight':
      return daysLater(day, ahead);
    case 'ArrowUp':
      return daysLater(day, -7);
    case 'ArrowDown':
      return daysLater(day, 7);
    case 'Home':
      return weekStart(day, how.first);
    case 'End':
      return daysLater(weekStart(day, how.first), 6);
    case 'PageUp':
      return page(-1);
    case 'PageDown':
      return page(1);
    default:
      return undefined;
  }
}

const dayIn = (at: Timestamp, zone: string): Day => wall(at, zone).slice(0, 10);

/** What takes place on each day by the clock of `zone`: events first, on every day from their first
 *  session to their last; then sessions in the order of time. */
export function entriesOf(
  sessions: readonly SessionCard[],
  events: readonly EventCard[],
  zone: string,
): Map<Day, Entry[]> {
  const found = new Map<Day, Entry[]>();
  const add = (day: Day, entry: Entry) => found.set(day, [...(found.get(day) ?? []), entry]);
  for (const card of events) {
    if (card.starts_at === null) continue;
    const last = dayIn((card.ends_at ?? card.starts_at) - 1, zone);
    for (let day = dayIn(card.starts_at, zone); day <= last; day = daysLater(day, 1))
      add(day, { kind: 'event', card });
  }
  const inOrder = [...sessions].sort((one, other) => one.starts_at - other.starts_at);
  for (const card of inOrder) add(dayIn(card.starts_at, zone), { kind: 'session', card });
  return found;
}
