import { describe, expect, test } from 'vitest';
import { leading, monthsBetween, outOfTen, shade, spreadOf } from './spread';

test('the reading of a concentration: that of the 31 sister cities over continents', () => {
  const spread = spreadOf(0.2445, 6);
  expect(spread?.even.toFixed(4)).toBe('0.1667');
  expect(spread?.like.toFixed(1)).toBe('4.1');
  expect(spreadOf(null, 6)).toBeUndefined();
  expect(spreadOf(0.5, 0)).toBeUndefined();
});

test('the leading places are the largest; of two alike the first by name', () => {
  const asia = ['KR', 'JP', 'JP', 'NP', 'KR', 'LA'];
  expect(leading(asia, 2)).toEqual({ names: ['JP', 'KR'], count: 4 });
  expect(leading(['NP', 'LA'], 1)).toEqual({ names: ['LA'], count: 1 });
  expect(leading([], 2)).toEqual({ names: [], count: 0 });
});

describe('of ten groups that came', () => {
  test.each([
    [89, 35, 4],
    [100, 1, 1],
    [10, 0, 0],
    [10, 30, 30],
  ])('%i in, %i out is %i', (received, paid, out) => expect(outOfTen(received, paid)).toBe(out));

  test('nothing is said where none came', () => expect(outOfTen(0, 3)).toBeUndefined());
});

test.each([
  ['2016-10-26', '2020-10-26', 48],
  ['2016-10-27', '2020-10-26', 47],
  ['2020-01-31', '2020-02-29', 0],
  ['2020-10-26', '2020-10-01', 0],
])('from %s to %s it is %i whole months', (from, to, months) =>
  expect(monthsBetween(from, to)).toBe(months),
);

describe('the shade of a count', () => {
  test('is none for nothing, and the deepest for the most', () => {
    expect(shade(0, 100, 4)).toBe(0);
    expect(shade(1, 100, 4)).toBe(1);
    expect(shade(100, 100, 4)).toBe(4);
  });
  test('is the count itself where there are few', () =>
    expect([1, 2, 3].map((count) => shade(count, 3, 4))).toEqual([1, 2, 3]));
  test('never gets lighter as the count grows', () => {
    const shades = Array.from({ length: 100 }, (_, count) => shade(count, 99, 4));
    expect(shades).toEqual(shades.toSorted((a, b) => a - b));
    expect(new Set(shades).size).toBe(5);
  });
});
