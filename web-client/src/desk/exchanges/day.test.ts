import { beforeAll, describe, expect, test } from 'vitest';
import { i18n } from '../../i18n/i18n.svelte';
import { bounds, daysText, dayText, readDay, stepped } from './day';

beforeAll(() => i18n.use('en'));

describe('a day that is typed', () => {
  test.each([
    ['2026-11-27', '2026-11-27'],
    ['2026-11', '2026-11'],
    ['2026', '2026'],
    [' 2026 / 3 / 5 ', '2026-03-05'],
    ['20261127', '2026-11-27'],
    ['202611', '2026-11'],
    ['2026年11月27日', '2026-11-27'],
    ['2026年11月', '2026-11'],
    ['2026年', '2026'],
    ['２０２６－１１－２７', '2026-11-27'],
    ['27.11.2026', '2026-11-27'],
    ['5.9.2019', '2019-09-05'],
    ['9.2019', '2019-09'],
    ['2024-02-29', '2024-02-29'],
  ])('%s is %s', (typed, day) => {
    expect(readDay(typed)).toBe(day);
  });

  test.each(['', '2026-02-29', '2026-13', '2026-11-31', '5/9/2019', '27-11', 'yesterday', '0000'])(
    'nothing is made of "%s"',
    (typed) => {
      expect(readDay(typed)).toBeUndefined();
    },
  );

  test('moves by what it is known to', () => {
    expect(stepped('2026-02-28', 1)).toBe('2026-03-01');
    expect(stepped('2026-01', -1)).toBe('2025-12');
    expect(stepped('2019', 1)).toBe('2020');
  });
});

test('a month may be any of its days', () => {
  expect(bounds('2024-02')).toEqual({ from: '2024-02-01', to: '2024-02-29' });
  expect(bounds('2019')).toEqual({ from: '2019-01-01', to: '2019-12-31' });
  expect(bounds('2019-12')).toEqual({ from: '2019-12-01', to: '2019-12-31' });
  expect(bounds('2019-12-05')).toEqual({ from: '2019-12-05', to: '2019-12-05' });
});

test('a day is written as exactly as it is known', () => {
  expect(dayText('2026-11-27')).toBe('27 November 2026');
  expect(dayText('2026-11')).toBe('November 2026');
  expect(dayText('2026')).toBe('2026');
  expect(daysText('2026-11-27', null)).toBe('27 November 2026');
  expect(daysText('2026-11-03', '2026-11-05')).toMatch(/^3\s?–\s?5 November 2026$/);
  expect(daysText('2026-11', '2026-12-05')).toBe('November 2026 – 5 December 2026');
});
