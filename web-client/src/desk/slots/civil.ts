import type { Timestamp } from '../../time/format';

/** The zone in which a wall clock that the server told is written out: it is not converted. */
export const asTold = 'UTC';

/** A wall clock such as `2026-12-10T16:00`, or a date, to be formatted in the zone `asTold`. */
export const civil = (wall: string): Timestamp =>
  Date.parse(wall.includes('T') ? `${wall}Z` : `${wall}T00:00Z`) * 1000;

/** `2026-12-10` so many days later. */
export const daysLater = (date: string, days: number): string =>
  new Date(Date.parse(`${date}T00:00Z`) + days * 86_400_000).toISOString().slice(0, 10);

/** `16:00` of `2026-12-10T16:00`. */
export const clockOf = (wall: string): string => wall.slice(11, 16);

/** `UTC+5:45` of `+05:45`. */
export function zoneWords(offset: string): string {
  const [hours = '', minutes = ''] = offset.slice(1).split(':');
  return `UTC${offset.slice(0, 1)}${Number(hours)}${minutes === '00' ? '' : `:${minutes}`}`;
}
