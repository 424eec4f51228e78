import { describe, expect, test } from 'vitest';
import type { AnniversaryDay } from '../../api/balance';
import { byMonth, isToCome } from './months';
import { readYears } from './years';

const years = (search: string) => readYears(new URLSearchParams(search), 2020);

describe('the years of a heatmap', () => {
  test('are the ten up to the day', () => expect(years('')).toEqual({ first: 2011, last: 2020 }));
  test('are those of the address, and none after the day', () => {
    expect(years('first=2001&last=2010')).toEqual({ first: 2001, last: 2010 });
    expect(years('first=2015&last=2030')).toEqual({ first: 2015, last: 2020 });
    expect(years('first=2019&last=2010')).toEqual({ first: 2001, last: 2010 });
    expect(years('first=x&last=')).toEqual({ first: 2011, last: 2020 });
  });
});

const day = (on: string, years = 10): AnniversaryDay => ({
  partner: 'p',
  relation: on,
  kind: 'sister',
  years,
  on,
  round: true,
});

test('anniversaries stand in their months, and apart where only the year is known', () => {
  const { months, unknown } = byMonth([
    day('2026-10-16'),
    day('2026'),
    day('2026-10'),
    day('2026-02-01'),
  ]);
  expect(months).toHaveLength(12);
  expect(months[9]?.days.map((one) => one.on)).toEqual(['2026-10', '2026-10-16']);
  expect(months[1]?.days.map((one) => one.on)).toEqual(['2026-02-01']);
  expect(unknown.map((one) => one.on)).toEqual(['2026']);
});

test('what may still come is to come', () => {
  expect(isToCome('2026-10-16', '2026-10-16')).toBe(true);
  expect(isToCome('2026-10-15', '2026-10-16')).toBe(false);
  expect(isToCome('2026-10', '2026-10-16')).toBe(true);
  expect(isToCome('2026', '2026-10-16')).toBe(true);
});
