import { beforeAll, describe, expect, test } from 'vitest';
import { i18n } from '../i18n/i18n.svelte';
import {
  daysFrom,
  earliestOf,
  isImpossibleDate,
  isPartialDate,
  latestOf,
  monthsFrom,
  partialInYear,
  partialSpan,
  partialText,
  partsOf,
  readDate,
  stepped,
} from './partial';

beforeAll(() => i18n.use('en'));

describe('a date that is typed', () => {
  test.each([
    ['2026-11-27', '2026-11-27'],
    ['2026-11', '2026-11'],
    ['2026', '2026'],
    [' 2026 / 3 / 5 ', '2026-03-05'],
    ['2026.9.5', '2026-09-05'],
    ['20261127', '2026-11-27'],
    ['202611', '2026-11'],
    ['2026年11月27日', '2026-11-27'],
    ['2026年9月', '2026-09'],
    ['2026年', '2026'],
    ['２０２６－１１－２７', '2026-11-27'],
    ['27.11.2026', '2026-11-27'],
    ['5.9.2019', '2019-09-05'],
    ['9.2019', '2019-09'],
    ['2024-02-29', '2024-02-29'],
    ['2026. 11. 27.', '2026-11-27'],
    ['2026. 9.', '2026-09'],
    ['2026년 11월 27일', '2026-11-27'],
    ['2026년 9월', '2026-09'],
    ['2026년', '2026'],
    ['2026年11月27号', '2026-11-27'],
    ['٢٠٢٦-١١-٢٧', '2026-11-27'],
    ['\u2067٢٧\u200f/١١\u200f/٢٠٢٦\u2069', '2026-11-27'],
    ['۲۰۲۶/۱۱/۲۷', '2026-11-27'],
    ['२०२६-११-०५', '2026-11-05'],
    ['27/11/2026', '2026-11-27'],
    ['11/27/2026', '2026-11-27'],
    ['27-11-2026', '2026-11-27'],
    ['9/9/2019', '2019-09-09'],
    ['11/2026', '2026-11'],
  ])('%s is %s', (typed, date) => {
    expect(readDate(typed)).toBe(date);
  });

  test.each([
    '',
    '26',
    '2026-02-29',
    '2026-13',
    '2026-00-01',
    '2026-11-31',
    '5/9/2019',
    '27-11',
    'soon',
    '0000',
    '11.27.2026',
    '31/31/2026',
    '2026-11-27-',
  ])('nothing is made of "%s"', (typed) => {
    expect(readDate(typed)).toBeUndefined();
  });

  test.each([
    ['2026-02-29', true],
    ['2026-13', true],
    ['31/31/2026', true],
    ['30.2.2026', true],
    ['2026년 2월 30일', true],
    // It may well be a date, only not one that is understood.
    ['5/9/2019', false],
    ['27 November 2026', false],
    ['soon', false],
    ['', false],
    ['2024-02-29', false],
  ])('whether no calendar has "%s": %s', (typed, is) => {
    expect(isImpossibleDate(typed)).toBe(is);
  });

  test('moves by what it is known to', () => {
    expect(stepped('2026-02-28', 1)).toBe('2026-03-01');
    expect(stepped('2026-01', -1)).toBe('2025-12');
    expect(stepped('2019', 1)).toBe('2020');
  });
});

describe('a date that is known in part', () => {
  test('is one of the calendar, and written as the server reads it', () => {
    const none = ['20', '2019-13', '2019-00', '2019-02-29', '0000', '', '2019-9', '2019/09'];
    expect(none.filter(isPartialDate)).toEqual([]);
    expect(['2014', '2019-09', '2020-02-29'].every(isPartialDate)).toBe(true);
    expect(partsOf('2019-09')).toEqual({ year: '2019', month: '09', day: '' });
  });

  test('may be any day from its first to its last', () => {
    expect([earliestOf('2014'), latestOf('2014')]).toEqual(['2014-01-01', '2014-12-31']);
    expect([earliestOf('2020-02'), latestOf('2020-02')]).toEqual(['2020-02-01', '2020-02-29']);
    expect([earliestOf('2019-12'), latestOf('2019-12')]).toEqual(['2019-12-01', '2019-12-31']);
    expect([earliestOf('2009-10-16'), latestOf('2009-10-16')]).toEqual([
      '2009-10-16',
      '2009-10-16',
    ]);
  });

  test('is told as exactly as it is known', async () => {
    const dates = ['2009-10-16', '2019-09', '2014'];
    expect(dates.map((date) => partialText(date))).toEqual([
      '16 October 2009',
      'September 2019',
      '2014',
    ]);
    expect(partialText('2009-10-16', 'short')).toBe('16 Oct 2009');
    expect(dates.map(partialInYear)).toEqual(['16 Oct', 'September', '']);
    await i18n.use('zh-CN');
    expect(dates.map((date) => partialText(date))).toEqual([
      '2009年10月16日',
      '2019年9月',
      '2014年',
    ]);
    await i18n.use('en');
  });

  test('may be the first of several', () => {
    expect(partialSpan('2026-11-27', null)).toBe('27 November 2026');
    expect(partialSpan('2026-11-03', '2026-11-05')).toMatch(/^3\s?–\s?5 November 2026$/);
    expect(partialSpan('2026-11', '2026-12-05')).toBe('November 2026 – 5 December 2026');
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
