import type { Exchange, Figure } from '../../api/exchanges';
import { i18n, t } from '../../i18n/i18n.svelte';
import { numberOf } from '../../time/duration';

/** `40`, or `40+` where it is a lower bound. */
export const figureText = (figure: Figure): string =>
  figure.at_least
    ? t('exchanges.at_least', { number: numberOf(figure.number) })
    : numberOf(figure.number);

type Money = NonNullable<Exchange['aid']>;

/** `¥200,000.00` by the habits of the language; a code that is no currency stands before the number. */
export function moneyText({ hundredths, currency }: Money): string {
  const locale = i18n.locale === 'ar' ? 'ar-u-nu-latn' : i18n.locale;
  return new Intl.NumberFormat(locale, {
    style: 'currency',
    currency,
    currencyDisplay: 'code',
    minimumFractionDigits: hundredths % 100 === 0 ? 0 : 2,
    maximumFractionDigits: 2,
  }).format(hundredths / 100);
}

/** A number of people or groups as it is typed. */
export interface TypedFigure {
  number: string;
  at_least: boolean;
}

/** What the server counts with: 32 bits. */
const most = 4_294_967_295;

const digits = (text: string): string => text.normalize('NFKC').replace(/[\s,'’]/g, '');

/** A whole number of none or more; `null` where nothing stands, nothing where it is none. */
export function readCount(text: string): number | null | undefined {
  const typed = digits(text);
  if (typed === '') return null;
  return /^\d{1,10}$/.test(typed) && Number(typed) <= most ? Number(typed) : undefined;
}

/** The number as it is typed, `40+` and `>40` included. */
export function readFigure({ number, at_least }: TypedFigure): Figure | null | undefined {
  const typed = digits(number);
  const bare = typed.replace(/^[>≥]=?|\+$/g, '');
  const count = readCount(bare);
  if (typeof count !== 'number') return count;
  return { number: count, at_least: at_least || bare !== typed };
}

/** An amount in hundredths, from `200000`, `1,250.50`. */
export function readHundredths(text: string): number | null | undefined {
  const typed = digits(text);
  if (typed === '') return null;
  const found = /^(\d{1,12})(?:\.(\d{1,2}))?$/.exec(typed);
  if (!found) return undefined;
  return Number(found[1]) * 100 + Number((found[2] ?? '').padEnd(2, '0'));
}

export const typedFigure = (figure: Figure | null | undefined): TypedFigure => ({
  number: figure ? String(figure.number) : '',
  at_least: figure?.at_least ?? false,
});

export function typedHundredths(hundredths: number): string {
  const rest = hundredths % 100;
  const whole = String(Math.floor(hundredths / 100));
  return rest === 0 ? whole : `${whole}.${String(rest).padStart(2, '0')}`;
}
