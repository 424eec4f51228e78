import { beforeAll, describe, expect, test } from 'vitest';
import type { CitySlot } from '../../api';
import { i18n } from '../../i18n/i18n.svelte';
import { daysLater, zoneWords } from './civil';
import { addressOf, fieldsOf } from './search.svelte';
import { costWords, dayWordsOf, rangeWords, reasons } from './words';

beforeAll(async () => {
  await i18n.need('desk');
  await i18n.use('en');
});

const hours = { earliest: '08:00', latest: '20:00' };
const easy: CitySlot = {
  wall: '2027-03-30T10:00',
  ends_wall: '2027-03-30T12:00',
  day_shift: 0,
  offset: '+02:00',
  hours: 'office',
  served: true,
  cost: 0,
  day: { kind: 'working', holiday: {}, estimated: false, moved_here: false },
  change_within: null,
  change_that_day: null,
  other_than_now: false,
};

describe('the question', () => {
  test('begins with two weeks from tomorrow on', () => {
    const fields = fieldsOf(new URLSearchParams(), '2026-12-30');
    expect(fields).toMatchObject({ partners: [], from: '2026-12-31', to: '2027-01-13' });
  });

  test('stands in the address, and is read from there again', () => {
    const address =
      '/slots?partners=S18%2CS19&minutes=120&from=2027-03-25&to=2027-03-30&host=any&latest=22%3A00';
    const fields = fieldsOf(new URL(address, 'http://here').searchParams, '2026-12-30');
    expect(fields.host_counts).toBe(false);
    expect(addressOf(fields, {})).toBe(address);
    expect(addressOf(fields, { event: 'new' })).toBe(`${address}&event=new`);
    expect(addressOf(fields, { session: 's1' })).toBe(`${address}&session=s1`);
  });

  test('takes no date that is none', () => {
    expect(fieldsOf(new URLSearchParams('from=soon'), '2026-12-30').from).toBe('2026-12-31');
  });
});

test('days are counted over the ends of months and changes of the clock', () => {
  expect(daysLater('2027-03-28', 1)).toBe('2027-03-29');
  expect(daysLater('2028-03-01', -1)).toBe('2028-02-29');
});

test('clocks are written as they were told, wherever the reader is', () => {
  expect(rangeWords(easy)).toBe('10:00–12:00');
  expect(dayWordsOf('2027-03-30T23:45')).toBe('Tue 30 Mar');
  expect(['+05:45', '-03:00', '+00:00'].map(zoneWords)).toEqual(['UTC+5:45', 'UTC-3', 'UTC+0']);
});

describe('what is hard about a slot', () => {
  test('is nothing in office hours', () => expect(reasons(easy, hours)).toEqual([]));

  test('is told with the weightiest first', () => {
    const night: CitySlot = {
      ...easy,
      wall: '2027-02-16T05:30',
      hours: 'night',
      served: false,
      other_than_now: true,
      day: {
        kind: 'holiday',
        holiday: { en: 'Carnival', es: 'Carnaval' },
        estimated: true,
        moved_here: false,
      },
    };
    expect(reasons(night, hours)).toEqual([
      'outside 08:00–20:00',
      'night',
      'public holiday: Carnival',
      'the date follows the moon and may shift',
      'clocks there will differ from today’s',
    ]);
  });

  test('an hour before nine is early, one after is late', () => {
    const at = (wall: string) => reasons({ ...easy, wall, hours: 'early_or_late' }, hours);
    expect(at('2027-03-30T08:30')).toEqual(['early']);
    expect(at('2027-03-30T17:30')).toEqual(['late']);
  });

  test('costs are told by the hour', () => expect(costWords(330)).toBe('5.5'));
});
