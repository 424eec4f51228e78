import { calendarDayOf, monthOf } from '../../time/format';
import { i18n } from '../../i18n/i18n.svelte';

const atNoon = (date: string): number => Date.parse(`${date}T12:00:00Z`) * 1000;

/** A date that may say a year or a month only, in words. */
export function dateText(date: string): string {
  if (date.length === 4) return yearText(date);
  return date.length === 7 ? monthOf(atNoon(`${date}-01`), 'UTC') : calendarDayOf(date);
}

function yearText(year: string): string {
  const locale = i18n.locale === 'ar' ? 'ar-u-ca-gregory-nu-latn' : i18n.locale;
  const format = new Intl.DateTimeFormat(locale, { year: 'numeric', timeZone: 'UTC' });
  return format.format(new Date(`${year}-06-01T00:00:00Z`));
}

/** A date as people type it (`2026`, `2026-9`, `2026/9/5`, `2026年9月5日`) as it is sent; nothing if
 *  it is none. */
export function readDate(text: string): string | undefined {
  const parts = /^(\d{4})(?:[-/.年](\d{1,2})(?:[-/.月](\d{1,2}))?)?[月日年]?$/.exec(
    text.replaceAll(/\s/g, ''),
  );
  if (!parts) return undefined;
  const [year = '', month, day] = parts.slice(1);
  const written = [year, month, day].filter(Boolean).map((part) => String(part).padStart(2, '0'));
  return exists(written) ? written.join('-') : undefined;
}

/** February has no thirtieth. */
function exists([year, month = '01', day = '01']: string[]): boolean {
  const date = new Date(`${year}-${month}-${day}T00:00:00Z`);
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(`${year}-${month}-${day}`);
}
