import { describe, expect, test } from 'vitest';
import type { MeasuredFigure } from '../../api/balance';
import { change } from './compare';
import { FigureSet, linesOf } from './figures';

const figure = (key: string, of: Partial<MeasuredFigure> = {}): MeasuredFigure => ({
  key,
  measure: 'A2',
  unit: 'count',
  value: of.part ?? 0,
  bound: 'exact',
  part: 0,
  whole: null,
  ...of,
});
const share = (name: string, part: number) =>
  figure(`share.continent.${name}`, { unit: 'share', part, whole: 10, value: part / 10 });

test('lines stand by their length, with those that only the other day has', () => {
  const now = new FigureSet([share('asia', 2), share('europe', 5)]);
  const then = new FigureSet([share('asia', 3), share('africa', 1)]);
  const lines = linesOf('share.continent.', now, then);
  expect(lines.map((line) => line.name)).toEqual(['europe', 'asia', 'africa']);
  expect(lines.map((line) => [line.now?.part, line.then?.part])).toEqual([
    [5, undefined],
    [2, 3],
    [undefined, 1],
  ]);
});

describe('the difference of two days', () => {
  test('has its sign', () => {
    expect(change(figure('a', { value: 2 }), figure('a', { value: 5 }))).toEqual({
      is: 'known',
      by: -3,
    });
  });

  test('of shares is that of their records', () => {
    expect(change(share('asia', 7), share('asia', 4))).toEqual({ is: 'known', by: 3 });
  });

  test('of lower bounds is not known, even between the same numbers', () => {
    const bound = figure('a', { value: 40, bound: 'at_least' });
    expect(change(bound, bound)).toEqual({ is: 'unknown' });
    expect(change(figure('a', { value: 40 }), bound)).toEqual({ is: 'unknown' });
  });

  test('with a group that was not there counts from nothing; with a ratio of nothing it is not known', () => {
    expect(change(figure('a', { value: 2 }), undefined, 0)).toEqual({ is: 'known', by: 2 });
    expect(change(figure('a', { value: 2 }), undefined)).toEqual({ is: 'unknown' });
    expect(change(figure('a', { value: 2 }), figure('a', { value: null }))).toEqual({
      is: 'unknown',
    });
  });
});
