/** Figures of a test in the reader's language. */

import type { CheckLine, CheckMedia } from '../api/types';
import { i18n, t } from '../i18n/i18n.svelte';

function number(value: number, options: Intl.NumberFormatOptions): string {
  // As everywhere: one set of figures.
  const tag = i18n.locale === 'ar' ? 'ar-u-nu-latn' : i18n.locale;
  return new Intl.NumberFormat(tag, options).format(value);
}

/** `2.1 Mb/s` */
export const rateOf = (kbps: number): string =>
  number(kbps / 1000, {
    style: 'unit',
    unit: 'megabit-per-second',
    minimumFractionDigits: 1,
    maximumFractionDigits: kbps < 100 ? 2 : 1,
  });

/** `14 ms` */
export const delayOf = (ms: number): string =>
  number(ms, { style: 'unit', unit: 'millisecond', maximumFractionDigits: 0 });

/** `0.5%` */
export const shareOf = (perMille: number): string =>
  number(perMille / 1000, { style: 'percent', maximumFractionDigits: 1 });

const roundTrip = (ms: number | null | undefined): string[] =>
  ms === null || ms === undefined ? [] : [t('check.figure.round_trip', { time: delayOf(ms) })];

/** How fast the echo was, if there was one. */
export const lineFigures = (line: CheckLine): string[] => roundTrip(line.round_trip_ms);

/** What flowed, one short part after another. */
export function mediaFigures(media: Omit<CheckMedia, 'restarted'>): string[] {
  const { up, down } = media;
  return [
    t('check.figure.up', { rate: rateOf(Math.max(up.kbps, up.capacity_kbps ?? 0)) }),
    // No browser says what more the way back would carry: this is the test, and not the line.
    t('check.figure.back', { rate: rateOf(down.kbps) }),
    ...roundTrip(media.round_trip_ms),
    t('check.figure.lost', {
      share: shareOf(Math.max(up.lost_per_mille, down.lost_per_mille)),
    }),
    t('check.figure.jitter', { time: delayOf(Math.max(up.jitter_ms, down.jitter_ms)) }),
  ];
}
