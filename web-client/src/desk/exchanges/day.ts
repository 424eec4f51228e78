import { i18n } from '../../i18n/i18n.svelte';

const shapes = [
  // 2026-11-27, 2026/11, 2026.11.27, 2026年11月27日, 2026
  /^(?<year>\d{4})(?:[-/.年](?<month>\d{1,2})(?:[-/.月](?<day>\d{1,2})日?|月)?|年)?$/,
  // 20261127, 202611
  /^(?<year>\d{4})(?<month>\d\d)(?<day>\d\d)?$/,
  // 27.11.2026, 11.2026: with dots the day always comes first.
  /^(?:(?<day>\d{1,2})\.)?(?<month>\d{1,2})\.(?<year>\d{4})$/,
];

/**
 * A day as somebody types it, to the day, the month or the year, in the form that the server reads:
 * `2026-11-27`, `2026-11`, `2026`. Nothing where it is none, or could be two: 5/9/2019.
 */
export function readDay(typed: string): string | undefined {
  const text = typed.normalize('NFKC').replace(/\s/g, '');
  for (const shape of shapes) {
    const found = shape.exec(text)?.groups;
    if (!found) continue;
    const parts = [found.year ?? '', found.month, found.day].filter((part) => part !== undefined);
    const day = parts.map((part, place) => part.padStart(place === 0 ? 4 : 2, '0')).join('-');
    return exists(day) ? day : undefined;
  }
  return undefined;
}

function exists(day: string): boolean {
  const [year = 0, month = 1, date = 1] = numbers(day);
  const found = utc(year, month, date);
  return year > 0 && found.getUTCMonth() + 1 === month && found.getUTCDate() === date;
}

const numbers = (day: string): number[] => day.split('-').map(Number);

function utc(year: number, month: number, date: number): Date {
  // By `Date.UTC` the year 19 would be 1919.
  const day = new Date(0);
  day.setUTCFullYear(year, month - 1, date);
  return day;
}

/** The day, month or year so many after it, as precise as it was. */
export function stepped(day: string, by: number): string {
  const [year = 1, month, date] = numbers(day);
  const step = (on: 'year' | 'month' | 'day') => (on === precisionOf(day) ? by : 0);
  const moved = utc(year + step('year'), (month ?? 1) + step('month'), (date ?? 1) + step('day'));
  return moved.toISOString().slice(0, day.length);
}

export type Precision = 'day' | 'month' | 'year';
export const precisionOf = (day: string): Precision =>
  day.length > 7 ? 'day' : day.length > 4 ? 'month' : 'year';

/** The first and the last day that it may be. */
export function bounds(day: string): { from: string; to: string } {
  const [year = 1, month, date] = numbers(day);
  if (date !== undefined) return { from: day, to: day };
  const first = month ?? 1;
  const next = utc(year, (month ?? 12) + 1, 0)
    .toISOString()
    .slice(0, 10);
  return { from: utc(year, first, 1).toISOString().slice(0, 10), to: next };
}

const format = (options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat =>
  new Intl.DateTimeFormat(
    i18n.locale === 'ar' ? 'ar-u-ca-gregory-nu-latn' : i18n.locale === 'en' ? 'en-GB' : i18n.locale,
    { timeZone: 'UTC', ...options },
  );

const options = (day: string, month: 'long' | 'short'): Intl.DateTimeFormatOptions => {
  const precision = precisionOf(day);
  return {
    year: 'numeric',
    ...(precision !== 'year' && { month }),
    ...(precision === 'day' && { day: 'numeric' }),
  };
};

/** `27 November 2026`, `November 2026`, `2026`: what is known of it, and no more. */
export function dayText(day: string, month: 'long' | 'short' = 'long'): string {
  const [year = 1, monthOf = 1, date = 1] = numbers(day);
  return format(options(day, month)).format(utc(year, monthOf, date));
}

/** The same of several days: `3–5 November 2026`. */
export function daysText(on: string, to: string | null, month: 'long' | 'short' = 'long'): string {
  if (to === null || to === on) return dayText(on, month);
  if (precisionOf(on) !== precisionOf(to)) return `${dayText(on, month)} – ${dayText(to, month)}`;
  const [first, last] = [on, to].map((day) => {
    const [year = 1, monthOf = 1, date = 1] = numbers(day);
    return utc(year, monthOf, date);
  }) as [Date, Date];
  return format(options(on, month)).formatRange(first, last);
}
