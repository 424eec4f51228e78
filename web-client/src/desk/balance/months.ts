import type { AnniversaryDay } from '../../api/balance';

export interface Months {
  months: { month: number; days: AnniversaryDay[] }[];
  /** Of these only the year is known. */
  unknown: AnniversaryDay[];
}

/** Anniversaries of a year in its twelve months, by their days; those without a day come first. */
export function byMonth(days: readonly AnniversaryDay[]): Months {
  const inOrder = days.toSorted((a, b) => (a.on < b.on ? -1 : a.on > b.on ? 1 : b.years - a.years));
  const month = (day: AnniversaryDay) => Number(day.on.split('-')[1] ?? 0);
  return {
    months: Array.from({ length: 12 }, (_, place) => ({
      month: place + 1,
      days: inOrder.filter((day) => month(day) === place + 1),
    })),
    unknown: inOrder.filter((day) => month(day) === 0),
  };
}

/** Whether it is still to come on that day; of one whose day is not known, as long as it may be. */
export const isToCome = (on: string, day: string): boolean => on >= day.slice(0, on.length);
