import { describe, expect, test } from 'vitest';
import type { EventCard, SessionCard } from '../../api';
import { locales } from '../../i18n/locales';
import { dayAsked, entriesOf, firstDayOf, monthsLater, stepped, weeksOf } from './calendar';

describe('the page of a calendar', () => {
  test('has every day of its month once, in whole weeks', () => {
    for (const first of [1, 6, 7])
      for (const day of ['2026-02-15', '2026-12-31', '2028-02-29', '2027-03-28']) {
        const days = weeksOf(day, 'month', first).flat();
        expect(new Set(days).size).toBe(days.length);
        expect(days.length % 7).toBe(0);
        const month = days.filter((one) => one.startsWith(day.slice(0, 7)));
        expect(month[0]).toBe(`${day.slice(0, 7)}-01`);
        expect(month).toContain(day);
        expect(new Date(days[0] ?? '').getUTCDay() || 7).toBe(first);
      }
  });

  test('is as short as its month allows', () => {
    expect(weeksOf('2027-02-10', 'month', 1)).toHaveLength(4);
    expect(weeksOf('2026-08-10', 'month', 1)).toHaveLength(6);
    expect(weeksOf('2026-12-10', 'week', 7)).toEqual([
      [6, 7, 8, 9, 10, 11, 12].map((day) => `2026-12-${String(day).padStart(2, '0')}`),
    ]);
  });

  test('begins on a day of the week for every language', () => {
    const days = locales.map((locale) => firstDayOf(locale));
    expect(days.every((day) => day >= 1 && day <= 7)).toBe(true);
    expect([firstDayOf('de'), firstDayOf('en')]).toEqual([1, 1]);
  });
});

test('an address names a real day from 2000 to 2199, or none', () => {
  for (const day of ['2000-01-01', '2028-02-29', '2199-12-31']) expect(dayAsked(day)).toBe(day);
  for (const day of [
    '9999-12-01',
    '1999-12-31',
    '2200-01-01',
    '2026-13-01',
    '2026-02-30',
    '2026-1-1',
    'today',
    '',
    null,
  ])
    expect(dayAsked(day)).toBeUndefined();
});

test('months are counted to the last day there is', () => {
  expect(monthsLater('2027-01-31', 1)).toBe('2027-02-28');
  expect(monthsLater('2027-03-31', -1)).toBe('2027-02-28');
  expect(monthsLater('2026-12-10', 1)).toBe('2027-01-10');
  expect(monthsLater('2027-01-10', -1)).toBe('2026-12-10');
});

test('keys move by days, weeks and pages, as the writing runs', () => {
  const how = { rtl: false, view: 'month' as const, first: 1 };
  const from = '2026-12-31';
  const to = (key: string, more = {}) => stepped(from, key, { ...how, ...more });
  expect(to('ArrowRight')).toBe('2027-01-01');
  expect(to('ArrowRight', { rtl: true })).toBe('2026-12-30');
  expect(to('ArrowUp')).toBe('2026-12-24');
  expect(to('Home')).toBe('2026-12-28');
  expect(to('End', { first: 7 })).toBe('2027-01-02');
  expect(to('PageDown')).toBe('2027-01-31');
  expect(to('PageDown', { view: 'week' })).toBe('2027-01-07');
  expect(to('x')).toBeUndefined();
});

describe('what takes place', () => {
  const at = (wall: string) => Date.parse(`${wall}+08:00`) * 1000;
  const session = (id: string, starts: string) =>
    ({ id, starts_at: at(starts) }) as unknown as SessionCard;
  const event = { id: 'e', starts_at: at('2026-12-09T16:00'), ends_at: at('2026-12-11T00:00') };
  const zone = 'Asia/Shanghai';

  test('stands on the days of the host, in the order of time', () => {
    const sessions = [session('b', '2026-12-10T23:30'), session('a', '2026-12-10T00:30')];
    const found = entriesOf(sessions, [], zone);
    expect([...found.keys()]).toEqual(['2026-12-10']);
    expect(found.get('2026-12-10')?.map((one) => one.card.id)).toEqual(['a', 'b']);
  });

  test('an event stands on each of its days, and on none after midnight', () => {
    const none = { id: 'n', starts_at: null, ends_at: null };
    const found = entriesOf(
      [session('a', '2026-12-10T10:00')],
      [event, none] as unknown as EventCard[],
      zone,
    );
    expect([...found.keys()]).toEqual(['2026-12-09', '2026-12-10']);
    expect(found.get('2026-12-10')?.map((one) => one.kind)).toEqual(['event', 'session']);
  });
});
