import { describe, expect, test } from 'vitest';
import {
  daysFrom,
  daysIn,
  earliestOf,
  isPartialDate,
  joined,
  latestOf,
  monthsFrom,
  partialInYear,
  partialText,
  partsOf,
} from './partial';

describe('a date that is known in part', () => {
  test('comes out of its boxes as it went in', () => {
    for (const date of ['2009-10-16', '2019-09', '2014']) expect(joined(partsOf(date))).toBe(date);
    expect(joined(partsOf(null))).toBeNull();
  });

  test('is no more exact than what was given', () => {
    expect(joined({ year: '2019', month: '', day: '16' })).toBe('2019');
    expect(joined({ year: '2019', month: '09', day: '' })).toBe('2019-09');
    expect(joined({ year: ' ', month: '09', day: '16' })).toBeNull();
  });

  test('loses a day that its month does not have', () => {
    expect(joined({ year: '2019', month: '02', day: '29' })).toBe('2019-02');
    expect(joined({ year: '2020', month: '02', day: '29' })).toBe('2020-02-29');
    expect(daysIn('20', '02')).toBe(29);
  });

  test('keeps a year that is still being typed, and is then no date', () => {
    expect(joined({ year: '20', month: '', day: '' })).toBe('20');
    expect(partsOf('20').year).toBe('20');
    expect(['20', '2019-13', '2019-00', '2019-02-29', '0000', ''].map(isPartialDate)).toEqual(
      Array(6).fill(false),
    );
    expect(['2014', '2019-09', '2020-02-29'].every(isPartialDate)).toBe(true);
  });

  test('may be any day from its first to its last', () => {
    expect([earliestOf('2014'), latestOf('2014')]).toEqual(['2014-01-01', '2014-12-31']);
    expect([earliestOf('2020-02'), latestOf('2020-02')]).toEqual(['2020-02-01', '2020-02-29']);
    expect(latestOf('2009-10-16')).toBe('2009-10-16');
  });

  test('is told as exactly as it is known', () => {
    expect(partialText('2009-10-16')).toBe('16 October 2009');
    expect(partialText('2019-09')).toBe('September 2019');
    expect(partialText('2014')).toBe('2014');
    expect(['2009-10-16', '2019-09', '2014'].map(partialInYear)).toEqual([
      '16 Oct',
      'September',
      '',
    ]);
  });
});

test('months are counted to the same day, or the last of a shorter month', () => {
  expect(monthsFrom('2026-11-27', -24)).toBe('2024-11-27');
  expect(monthsFrom('2024-02-29', 12)).toBe('2025-02-28');
  expect(monthsFrom('2026-01-31', 1)).toBe('2026-02-28');
});

test('days are counted across the change of the clocks', () => {
  expect(daysFrom('2026-03-28', '2026-03-30')).toBe(2);
  expect(daysFrom('2026-11-27', '2026-11-26')).toBe(-1);
});
