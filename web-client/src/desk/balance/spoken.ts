import type { MeasuredFigure } from '../../api/balance';
import { i18n, t } from '../../i18n/i18n.svelte';
import { numberOf, shareOf } from '../../time/duration';
import { localFormat } from '../../time/format';

/** `October`, of a number from 1. */
export const monthName = (month: number): string =>
  localFormat({ month: 'long', timeZone: 'UTC' }).format(new Date(Date.UTC(2000, month - 1)));

/** `0.2445` */
export const indexOf = (value: number, digits = 4): string =>
  new Intl.NumberFormat(i18n.locale === 'ar' ? 'ar-u-nu-latn' : i18n.locale, {
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
  }).format(value);

/** `+2`, `−3`, `±0` */
export function signed(by: number, digits = 0): string {
  const size = digits > 0 ? indexOf(Math.abs(by), digits) : numberOf(Math.abs(by));
  if (Number(Math.abs(by).toFixed(digits)) === 0) return `±${size}`;
  return by > 0 ? `+${size}` : `−${size}`;
}

/** A count, marked where it is a lower bound: `40+`. */
export const countOf = (count: number, atLeast: boolean): string =>
  atLeast ? t('balance.at_least', { count: numberOf(count) }) : numberOf(count);

/** How the value of a number is written; nothing where nobody knows it. */
export function valueOf(figure: MeasuredFigure): string | undefined {
  if (figure.value === null) return undefined;
  // A part of 65 countries, though not one of records.
  if (figure.key === 'bri.coverage') return shareOf(figure.value * 1000);
  switch (figure.unit) {
    case 'count':
    case 'sum':
      return countOf(figure.value, figure.at_least);
    case 'share': {
      const share = shareOf(figure.value * 1000);
      return figure.at_least ? t('balance.at_least', { count: share }) : share;
    }
    case 'index':
      return indexOf(figure.value);
    case 'days':
      return t('balance.days', { count: Math.round(figure.value) });
    case 'minutes':
      return t('balance.minutes', { count: Math.round(figure.value) });
  }
}

/** The order of names as readers look for them: `District 2` before `District 10`. */
export const byName = (a: string, b: string): number =>
  a.localeCompare(b, i18n.locale, { numeric: true });
