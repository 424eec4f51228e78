import { i18n } from '../i18n/i18n.svelte';
import { localFormat } from './format';

/** A day as exactly as it is known: `2009-10-16`, `2019-09` or `2014`. */
export type PartialDate = string;

/** What is known of a date; an empty part is not. */
export interface Parts {
  year: string;
  month: string;
  day: string;
}

const shape = /^(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?$/;
const numbers = (date: PartialDate): number[] => date.split('-').map(Number);

export function partsOf(date: PartialDate | null | undefined): Parts {
  const [, year = '', month = '', day = ''] = shape.exec(date ?? '') ?? [];
  return { year, month, day };
}

export type Precision = 'day' | 'month' | 'year';
export const precisionOf = (date: PartialDate): Precision =>
  date.length > 7 ? 'day' : date.length > 4 ? 'month' : 'year';

function utc(year: number, month: number, day: number): Date {
  // By `Date.UTC` the year 19 would be 1919.
  const date = new Date(0);
  date.setUTCFullYear(year, month - 1, day);
  return date;
}
const written = (date: Date): string => date.toISOString().slice(0, 10);

/** Whether it is written as the server reads it, and stands in the calendar: February has no thirtieth. */
export function isPartialDate(date: string): boolean {
  if (!shape.test(date)) return false;
  const [year = 0, month = 1, day = 1] = numbers(date);
  const found = utc(year, month, day);
  return year > 0 && found.getUTCMonth() + 1 === month && found.getUTCDate() === day;
}

const typed = [
  // 2026-11-27, 2026/11, 2026.11.27, 2026年11月27日, 2026년 11월 27일, 2026. 11. 27., 2026
  /^(?<year>\d{4})(?:[-/.年년](?<month>\d{1,2})(?:[-/.月월](?<day>\d{1,2})[日号일.]?|[月월.])?|[年년.])?$/,
  // 20261127, 202611
  /^(?<year>\d{4})(?<month>\d\d)(?<day>\d\d)?$/,
  // 27.11.2026: with dots the day always comes first.
  /^(?<day>\d{1,2})\.(?<month>\d{1,2})\.(?<year>\d{4})$/,
  // 11.2026, 11/2026
  /^(?<month>\d{1,2})[-/.](?<year>\d{4})$/,
  // 27/11/2026, 11/27/2026: which of them is the month, only the numbers can tell.
  /^(?<one>\d{1,2})[-/](?<other>\d{1,2})[-/](?<year>\d{4})$/,
];

/** A figure of any script, as the ten of each stand in a row. */
function figure(char: string): string {
  let zero = char.codePointAt(0) ?? 0;
  const code = zero;
  while (/\p{Nd}/u.test(String.fromCodePoint(zero - 1))) zero -= 1;
  return String((code - zero) % 10);
}

/** What is typed, in plain figures, without spaces and marks of the writing direction. */
const bare = (text: string): string =>
  text
    .normalize('NFKC')
    .replace(/[\s\p{Cf}]/gu, '')
    .replace(/\p{Nd}/gu, figure);

/** The date that is written there, whether or not the calendar has it. */
function writtenDate(text: string): string | undefined {
  const plain = bare(text);
  for (const form of typed) {
    const found = form.exec(plain)?.groups;
    if (!found) continue;
    const { year = '', one, other } = found;
    const [month, day] = one && other ? monthFirst(one, other) : [found.month, found.day];
    if (one && !month) return undefined;
    return [year, month, day]
      .filter((part) => part !== undefined)
      .map((part) => part.padStart(2, '0'))
      .join('-');
  }
  return undefined;
}

/** Month and day, where only one of the two can be a month or both are the same; else nothing: 5/9. */
function monthFirst(one: string, other: string): string[] {
  if (Number(one) > 12 || Number(one) === Number(other)) return [other, one];
  return Number(other) > 12 ? [one, other] : [];
}

/** A date as somebody types it, as the server reads it. Nothing where it is none, or could be two: 5/9/2019. */
export function readDate(text: string): PartialDate | undefined {
  const date = writtenDate(text);
  return date !== undefined && isPartialDate(date) ? date : undefined;
}

/** Whether it is written as a date is, and no calendar has it: 2026-02-30. */
export function isImpossibleDate(text: string): boolean {
  const date = writtenDate(text);
  return date !== undefined && !isPartialDate(date);
}

/** The day, month or year so many after it, as precise as it was. */
export function stepped(date: PartialDate, by: number): PartialDate {
  const [year = 1, month, day] = numbers(date);
  const step = (on: Precision) => (on === precisionOf(date) ? by : 0);
  const moved = utc(year + step('year'), (month ?? 1) + step('month'), (day ?? 1) + step('day'));
  return moved.toISOString().slice(0, date.length);
}

/** The first day that it may be: `2014` is `2014-01-01`. */
export function earliestOf(date: PartialDate): string {
  const { year, month, day } = partsOf(date);
  return `${year}-${month || '01'}-${day || '01'}`;
}

/** The last day that it may be. */
export function latestOf(date: PartialDate): string {
  const [year = 1, month = 12, day] = numbers(date);
  return day === undefined ? written(utc(year, month + 1, 0)) : date;
}

type Month = 'long' | 'short';

function inWords(date: PartialDate, options: Intl.DateTimeFormatOptions): string {
  if (!isPartialDate(date)) return date;
  return localFormat({ ...options, timeZone: 'UTC' }).format(atStart(date));
}

const atStart = (date: PartialDate): Date => new Date(`${earliestOf(date)}T00:00:00Z`);

function optionsOf(date: PartialDate, month: Month): Intl.DateTimeFormatOptions {
  const precision = precisionOf(date);
  return {
    year: 'numeric',
    ...(precision !== 'year' && { month }),
    ...(precision === 'day' && { day: 'numeric' }),
  };
}

/** `16 October 2009`, `September 2019` or `2014`: no more than is known. */
export const partialText = (date: PartialDate, month: Month = 'long'): string =>
  inWords(date, optionsOf(date, month));

/** The same of several days: `3–5 November 2026`. */
export function partialSpan(
  on: PartialDate,
  to: PartialDate | null,
  month: Month = 'long',
): string {
  if (to === null || to === on) return partialText(on, month);
  if (precisionOf(on) !== precisionOf(to))
    return `${partialText(on, month)} – ${partialText(to, month)}`;
  const format = localFormat({ ...optionsOf(on, month), timeZone: 'UTC' });
  return format.formatRange(atStart(on), atStart(to));
}

/** The same under the heading of its year: `4 Nov`, `September`; nothing where only the year is known. */
export function partialInYear(date: PartialDate): string {
  const { month, day } = partsOf(date);
  if (!month) return '';
  // In Chinese a month alone is written with its figure, as it is in a date.
  const alone = i18n.locale === 'zh-CN' ? 'short' : 'long';
  return inWords(date, day ? { day: 'numeric', month: 'short' } : { month: alone });
}

/** The same day so many months earlier or later; at the end of a shorter month, its last day. */
export function monthsFrom(day: string, months: number): string {
  const [year = 0, month = 1, date = 1] = numbers(day);
  const last = utc(year, month + months + 1, 0);
  return date < last.getUTCDate() ? written(utc(year, month + months, date)) : written(last);
}

/** Days from one day to another, as `2026-11-27`. */
export const daysFrom = (earlier: string, later: string): number =>
  Math.round((Date.parse(`${later}T00:00:00Z`) - Date.parse(`${earlier}T00:00:00Z`)) / 86_400_000);
