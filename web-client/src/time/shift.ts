import { t } from '../i18n/i18n.svelte';
import { dayShift, type Timestamp } from './format';

/** `day before`, `same day`, `day after`: how the date there stands to the date here. */
export function shiftWords(at: Timestamp, there: string, here?: string): string {
  const shift = dayShift(at, there, here);
  return t(shift < 0 ? 'time.day_before' : shift > 0 ? 'time.day_after' : 'time.same_day');
}

/** The same where it is another date, else nothing: for a second time beside a first. */
export const otherDay = (at: Timestamp, there: string, here?: string): string =>
  dayShift(at, there, here) === 0 ? '' : shiftWords(at, there, here);
