import { i18n } from '../i18n/i18n.svelte';

/** Microseconds since 1970-01-01T00:00:00Z, as the server counts. */
export type Timestamp = number;

export const toDate = (at: Timestamp): Date => new Date(at / 1000);
export const now = (): Timestamp => Date.now() * 1000;
export const minutes = (count: number): number => count * 60_000_000;

const formats = new Map<string, Intl.DateTimeFormat>();

function format(options: Intl.DateTimeFormatOptions, locale: string): Intl.DateTimeFormat {
  const key = locale + JSON.stringify(options);
  let found = formats.get(key);
  if (!found) {
    // Offices abroad read the Gregorian calendar and one set of figures; Arabic locales vary.
    const tag = locale === 'ar' ? 'ar-u-ca-gregory-nu-latn' : locale === 'en' ? 'en-GB' : locale;
    found = new Intl.DateTimeFormat(tag, options);
    formats.set(key, found);
  }
  return found;
}

const clock: Intl.DateTimeFormatOptions = { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' };
const day: Intl.DateTimeFormatOptions = { day: 'numeric', month: 'short' };
const fullDay: Intl.DateTimeFormatOptions = {
  weekday: 'long',
  day: 'numeric',
  month: 'long',
  year: 'numeric',
};

/** Writes dates in the language of the reader. */
export const localFormat = (options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat =>
  format(options, i18n.locale);

const inZone = (options: Intl.DateTimeFormatOptions, zone?: string) =>
  localFormat(zone ? { ...options, timeZone: zone } : options);

/** `14:40` */
export const timeOf = (at: Timestamp, zone?: string): string =>
  inZone(clock, zone).format(toDate(at));
/** `14:40:05` */
export const secondsOf = (at: Timestamp, zone?: string): string =>
  inZone({ ...clock, second: '2-digit' }, zone).format(toDate(at));
/** `10 Dec` */
export const dayOf = (at: Timestamp, zone?: string): string => inZone(day, zone).format(toDate(at));
/** `10 Dec 2026` */
export const dateOf = (at: Timestamp, zone?: string): string =>
  inZone({ ...day, year: 'numeric' }, zone).format(toDate(at));
/** `Thursday 10 December 2026` */
export const longDateOf = (at: Timestamp, zone?: string): string =>
  inZone(fullDay, zone).format(toDate(at));
/** The same without the weekday, in a language of its own: `26 November 2026`. */
export const longDateIn = (language: string, at: Timestamp, zone: string): string => {
  const { weekday: _, ...options } = fullDay;
  return format({ ...options, timeZone: zone }, language).format(toDate(at));
};
/** The same of a day that no zone moves, as `2026-12-31`. */
export const calendarDayOf = (written: string): string =>
  dateOf(Date.parse(`${written}T00:00:00Z`) * 1000, 'UTC');
/** `Mon` */
export const weekdayOf = (at: Timestamp, zone?: string): string =>
  inZone({ weekday: 'short' }, zone).format(toDate(at));
/** `December 2026` */
export const monthOf = (at: Timestamp, zone?: string): string =>
  inZone({ month: 'long', year: 'numeric' }, zone).format(toDate(at));
/** `2026` */
export const yearOf = (at: Timestamp, zone?: string): string =>
  format({ year: 'numeric', ...(zone && { timeZone: zone }) }, 'en').format(toDate(at));

/** `16:00–18:30` */
export const rangeOf = (from: Timestamp, to: Timestamp, zone?: string): string =>
  `${timeOf(from, zone)}–${timeOf(to, zone)}`;

/** Calendar days from `from` to `to` as the zone counts them. */
export function daysBetween(from: Timestamp, to: Timestamp, zone?: string): number {
  return Math.round((dayNumber(to, zone) - dayNumber(from, zone)) / 86_400_000);
}

/** -1 when it is the day before there, 0 the same day, 1 the day after. */
export function dayShift(at: Timestamp, there: string, here?: string): number {
  return Math.round((dayNumber(at, there) - dayNumber(at, here)) / 86_400_000);
}

function dayNumber(at: Timestamp, zone?: string): number {
  const [year, month, date] = wall(at, zone).slice(0, 10).split('-').map(Number);
  return Date.UTC(year ?? 0, (month ?? 1) - 1, date ?? 1);
}

/** The reading of a wall clock in `zone`: `2026-12-10T16:00`. */
export function wall(at: Timestamp, zone?: string): string {
  const parts = format(
    {
      year: 'numeric',
      month: '2-digit',
      day: '2-digit',
      hour: '2-digit',
      minute: '2-digit',
      hourCycle: 'h23',
      ...(zone && { timeZone: zone }),
    },
    'en',
  ).formatToParts(toDate(at));
  const part = (type: string) => parts.find((one) => one.type === type)?.value ?? '00';
  return `${part('year')}-${part('month')}-${part('day')}T${part('hour')}:${part('minute')}`;
}

/** `UTC+8`, as the zone stands at that moment. */
export function offsetOf(at: Timestamp, zone: string): string {
  const parts = format({ timeZone: zone, timeZoneName: 'shortOffset' }, 'en').formatToParts(
    toDate(at),
  );
  const name = parts.find((part) => part.type === 'timeZoneName')?.value ?? 'GMT';
  return name === 'GMT' ? 'UTC+0' : name.replace('GMT', 'UTC');
}

/** How light it is there: the icon beside a world clock. */
export function daylight(at: Timestamp, zone: string): 'day' | 'edge' | 'night' {
  const hour = Number(wall(at, zone).slice(11, 13));
  if (hour < 7 || hour >= 22) return 'night';
  return hour < 9 || hour >= 18 ? 'edge' : 'day';
}

/** `3:30`, `1:02:05`, `+0:12` is left to the caller. Negative counts as zero. */
export function countdown(seconds: number): string {
  const whole = Math.max(0, Math.floor(seconds));
  const two = (value: number) => String(value).padStart(2, '0');
  const [hours, mins] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60];
  return hours > 0 ? `${hours}:${two(mins)}:${two(whole % 60)}` : `${mins}:${two(whole % 60)}`;
}

/** The IANA zone this device is set to. */
export const ownZone = (): string => Intl.DateTimeFormat().resolvedOptions().timeZone;
