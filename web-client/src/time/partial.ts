import { i18n } from '../i18n/i18n.svelte';

/** A day as exactly as it is known: `2009-10-16`, `2019-09` or `2014`. */
export type PartialDate = string;

/** What stands in the three boxes of a date; an empty one is not known. */
export interface Parts {
  year: string;
  month: string;
  day: string;
}

const shape = /^(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?$/;

export function partsOf(date: PartialDate | null | undefined): Parts {
  const [, year = '', month = '', day = ''] = shape.exec(date ?? '') ?? [];
  return { year: year || (date ?? ''), month, day };
}

/** Days of a month; of an unknown one, the most there can be. */
export function daysIn(year: string, month: string): number {
  if (!month) return 31;
  // Where the year is still being typed, a leap year: nothing that may be right is refused.
  const known = /^\d{4}$/.test(year) ? Number(year) : 2000;
  return new Date(Date.UTC(known, Number(month), 0)).getUTCDate();
}

/** The date of the boxes: nothing without a year, no day without a month, none beyond the month. */
export function joined({ year, month, day }: Parts): PartialDate | null {
  const typed = year.trim();
  if (!typed) return null;
  if (!month) return typed;
  if (!day || Number(day) > daysIn(typed, month)) return `${typed}-${month}`;
  return `${typed}-${month}-${day}`;
}

export function isPartialDate(date: string): boolean {
  const [, year = '', month, day] = shape.exec(date) ?? [];
  if (!year || year === '0000') return false;
  if (month !== undefined && (Number(month) < 1 || Number(month) > 12)) return false;
  return day === undefined || (Number(day) >= 1 && Number(day) <= daysIn(year, month ?? ''));
}

/** The first day that it may be: `2014` is `2014-01-01`. */
export function earliestOf(date: PartialDate): string {
  const { year, month, day } = partsOf(date);
  return `${year}-${month || '01'}-${day || '01'}`;
}

/** The last day that it may be. */
export function latestOf(date: PartialDate): string {
  const { year, month, day } = partsOf(date);
  const last = month || '12';
  return `${year}-${last}-${day || String(daysIn(year, last)).padStart(2, '0')}`;
}

const tagOf = (locale: string): string =>
  locale === 'ar' ? 'ar-u-ca-gregory-nu-latn' : locale === 'en' ? 'en-GB' : locale;

/** In Chinese a month alone is written with its figure, as it is in a date. */
const monthStyle = (): 'short' | 'long' => (i18n.locale === 'zh-CN' ? 'short' : 'long');

function inWords(date: PartialDate, options: Intl.DateTimeFormatOptions): string {
  const at = new Date(`${earliestOf(date)}T00:00:00Z`);
  if (Number.isNaN(at.getTime())) return date;
  return new Intl.DateTimeFormat(tagOf(i18n.locale), { ...options, timeZone: 'UTC' }).format(at);
}

/** `16 October 2009`, `September 2019` or `2014`: no more than is known. */
export function partialText(date: PartialDate): string {
  const { month, day } = partsOf(date);
  const options: Intl.DateTimeFormatOptions = { year: 'numeric' };
  if (month) options.month = 'long';
  if (day) options.day = 'numeric';
  return inWords(date, options);
}

/** The same under the heading of its year: `4 Nov`, `September`; nothing where only the year is known. */
export function partialInYear(date: PartialDate): string {
  const { month, day } = partsOf(date);
  if (!month) return '';
  return inWords(date, day ? { day: 'numeric', month: 'short' } : { month: monthStyle() });
}

/** The same day so many months earlier or later; at the end of a shorter month, its last day. */
export function monthsFrom(day: string, months: number): string {
  const [year = 0, month = 1, date = 1] = day.split('-').map(Number);
  const first = new Date(Date.UTC(year, month - 1 + months, 1));
  const last = new Date(Date.UTC(first.getUTCFullYear(), first.getUTCMonth() + 1, 0)).getUTCDate();
  first.setUTCDate(Math.min(date, last));
  return first.toISOString().slice(0, 10);
}

/** Days from one day to another, as `2026-11-27`. */
export const daysFrom = (earlier: string, later: string): number =>
  Math.round((Date.parse(`${later}T00:00:00Z`) - Date.parse(`${earlier}T00:00:00Z`)) / 86_400_000);

/** The name of a month in the language of the reader. */
export const monthName = (month: number): string =>
  new Intl.DateTimeFormat(tagOf(i18n.locale), { month: monthStyle(), timeZone: 'UTC' }).format(
    new Date(Date.UTC(2000, month - 1, 1)),
  );
