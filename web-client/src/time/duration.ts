import { i18n } from '../i18n/i18n.svelte';

const style = (unit: string, unitDisplay: 'short' | 'long' | 'narrow') =>
  new Intl.NumberFormat(i18n.locale === 'ar' ? 'ar-u-nu-latn' : i18n.locale, {
    style: 'unit',
    unit,
    unitDisplay,
  });

/** `2 hr 34 min`, `9 min`, `40 sec`: the two largest parts, in the words of the language. */
export function durationOf(seconds: number): string {
  const whole = Math.round(Math.abs(seconds));
  if (whole < 60) return style('second', 'short').format(whole);
  const mins = Math.round(whole / 60);
  const [hours, rest] = [Math.floor(mins / 60), mins % 60];
  const parts = [
    ...(hours > 0 ? [style('hour', 'short').format(hours)] : []),
    ...(rest > 0 || hours === 0 ? [style('minute', 'short').format(rest)] : []),
  ];
  return parts.join(' ');
}

export const minutesOf = (count: number): string => durationOf(count * 60);

/** `12 days`, `15 years`: the days of two years and more are told as whole years. */
export function spanOf(days: number): string {
  const years = Math.floor(days / 365.25);
  return years < 2 ? style('day', 'long').format(days) : style('year', 'long').format(years);
}

/** A count in the figures and grouping of the language. */
export const numberOf = (count: number): string =>
  new Intl.NumberFormat(i18n.locale === 'ar' ? 'ar-u-nu-latn' : i18n.locale).format(count);

/** `2.5 %` of so many of a thousand. */
export const shareOf = (perMille: number): string =>
  new Intl.NumberFormat(i18n.locale === 'ar' ? 'ar-u-nu-latn' : i18n.locale, {
    style: 'percent',
    maximumFractionDigits: 1,
  }).format(perMille / 1000);

export const millisecondsOf = (count: number): string =>
  style('millisecond', 'short').format(count);

/** `Dresden, Leeds and Nice` */
export const listOf = (items: readonly string[]): string =>
  new Intl.ListFormat(i18n.locale, { type: 'conjunction' }).format(items);
