import type { PartnerCard } from '../../api';
import { i18n } from '../../i18n/i18n.svelte';

/** The date of the relation, as exactly as it is known; nothing when it is unknown. */
export function sinceText(since: PartnerCard['since']): string | undefined {
  if (!since.date || since.precision === 'unknown') return undefined;
  const [year, month, day] = since.date.split('-').map(Number);
  const date = new Date(Date.UTC(year ?? 0, (month ?? 1) - 1, day ?? 1));
  const fields: Intl.DateTimeFormatOptions = { year: 'numeric', timeZone: 'UTC' };
  if (since.precision !== 'year') fields.month = 'long';
  if (since.precision === 'day') fields.day = 'numeric';
  return new Intl.DateTimeFormat(gregorian(i18n.locale), fields).format(date);
}

const gregorian = (locale: string): string =>
  locale === 'ar' ? 'ar-u-ca-gregory-nu-latn' : locale === 'en' ? 'en-GB' : locale;

/** Whole years since the relation began, if its year is known. */
export function yearsSince(since: PartnerCard['since'], today: Date): number | undefined {
  if (!since.date || since.precision === 'unknown') return undefined;
  const [year, month = 1, day = 1] = since.date.split('-').map(Number);
  if (!year) return undefined;
  const passed =
    today.getUTCMonth() + 1 > month ||
    (today.getUTCMonth() + 1 === month && today.getUTCDate() >= day);
  const whole = today.getUTCFullYear() - year;
  return since.precision === 'day' && !passed ? whole - 1 : whole;
}
