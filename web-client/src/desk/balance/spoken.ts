import type { FigureBound, MeasuredFigure } from '../../api/balance';
import { i18n, t, type MessageKey } from '../../i18n/i18n.svelte';
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

const marks: Record<Exclude<FigureBound, 'exact'>, MessageKey> = {
  at_least: 'balance.at_least',
  at_most: 'balance.at_most',
  unsure: 'balance.about',
};

/** A number, marked where it may be more or less: `40+`, `≤51%`, `≈30%`. */
const marked = (count: string, bound: FigureBound): string =>
  bound === 'exact' ? count : t(marks[bound], { count });

/** Whether what the records of a list stand for may be more: a share may be less although its part may
 *  not, because the rest may be more. */
export const isLowerBound = (bound: FigureBound = 'exact', side: 'part' | 'whole'): boolean =>
  side === 'whole' ? bound !== 'exact' : bound === 'at_least' || bound === 'unsure';

/** How the value of a number is written; nothing where nobody knows it. */
export function valueOf(figure: MeasuredFigure): string | undefined {
  if (figure.value === null) return undefined;
  // A part of 65 countries, though not one of records.
  if (figure.key === 'bri.coverage') return shareOf(figure.value * 1000);
  switch (figure.unit) {
    case 'count':
    case 'sum':
      return marked(numberOf(figure.value), figure.bound);
    case 'share':
      return marked(shareOf(figure.value * 1000), figure.bound);
    case 'index':
      return marked(indexOf(figure.value), figure.bound);
    case 'days':
      return t('balance.days', { count: Math.round(figure.value) });
    case 'minutes':
      return t('balance.minutes', { count: Math.round(figure.value) });
  }
}

/** The order of names as readers look for them: `District 2` before `District 10`. */
export const byName = (a: string, b: string): number =>
  a.localeCompare(b, i18n.locale, { numeric: true });
