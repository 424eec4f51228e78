import type { CalendarDay, CitySlot, SlotCity, SlotProposal } from '../../api';
import { i18n, t } from '../../i18n/i18n.svelte';
import { pick } from '../../i18n/localized';
import { dayOf, rangeOf, weekdayOf } from '../../time/format';
import { asTold, civil, clockOf } from './civil';

// Unicode WORD JOINER; invisible if written as it is.
const wordJoiner = String.fromCodePoint(0x2060);

export interface Hours {
  earliest: string;
  latest: string;
}

/** Why a slot is hard for a city, the weightiest first; nothing when it is in office hours. */
export function reasons(city: CitySlot, hours: Hours): string[] {
  return [
    ...(city.change_within ? [t('slots.change_within')] : []),
    ...(city.served ? [] : [t('slots.outside', { from: hours.earliest, to: hours.latest })]),
    ...hourWords(city),
    ...dayWords(city.day),
    ...(city.change_that_day && !city.change_within ? [t('slots.change_that_day')] : []),
    ...(city.other_than_now ? [t('slots.other_than_now')] : []),
  ];
}

function hourWords(city: CitySlot): string[] {
  switch (city.hours) {
    case 'office':
      return [];
    case 'night':
      return [t('time.night')];
    case 'early_or_late':
      return [t(clockOf(city.wall) < '09:00' ? 'slots.early' : 'slots.late')];
  }
}

/** What is to be said of a day on which people may not be at work, or are though it is a weekend. */
function dayWords(day: CalendarDay): string[] {
  if (day.moved_here) return [t('slots.moved_here')];
  switch (day.kind) {
    case 'working':
      return [];
    case 'weekend':
      return [t('slots.weekend')];
    case 'holiday': {
      const name = t('slots.holiday', { name: pick(day.holiday) });
      return day.estimated ? [name, t('slots.estimated')] : [name];
    }
  }
}

/** `Thu 10 Dec` */
export const dayWordsOf = (wall: string): string =>
  `${weekdayOf(civil(wall), asTold)} ${dayOf(civil(wall), asTold)}`;

/** `16:00–18:30` */
export const rangeWords = (slot: { wall: string; ends_wall: string }): string =>
  rangeOf(civil(slot.wall), civil(slot.ends_wall), asTold);

/** `Thu 10 Dec, 16:00–18:30 in Hangzhou`, with no end of a line within the hours. */
export const slotWords = (slot: SlotProposal, city: string): string => {
  const range = rangeWords(slot).replace('–', `${wordJoiner}–${wordJoiner}`);
  return t('slots.chosen', { day: dayWordsOf(slot.wall), range, city });
};

/** The cost by the hour that the rule on the page speaks of. */
export const costWords = (weighted: number): string =>
  new Intl.NumberFormat(i18n.locale === 'ar' ? 'ar-u-nu-latn' : i18n.locale, {
    maximumFractionDigits: 1,
  }).format(weighted / 60);

/** `Boston 03:00, Cancún 03:00`: the partners that are outside their hours. */
export function outside(slot: SlotProposal, cities: readonly SlotCity[]): string[] {
  return slot.cities.flatMap((city, place) =>
    place > 0 && !city.served ? [`${pick(cities[place]?.names ?? {})} ${clockOf(city.wall)}`] : [],
  );
}

/** The partner that a slot costs most, or nothing if it costs nobody anything. */
export function hardest(slot: SlotProposal): number | undefined {
  const costs = slot.cities.slice(1).map((city) => city.cost);
  const most = Math.max(0, ...costs);
  return most > 0 ? costs.indexOf(most) + 1 : undefined;
}
