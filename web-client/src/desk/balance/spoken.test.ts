import { beforeAll, expect, test } from 'vitest';
import type { FigureBound, MeasuredFigure } from '../../api/balance';
import { i18n } from '../../i18n/i18n.svelte';
import { isLowerBound, valueOf } from './spoken';

const figure = (
  unit: MeasuredFigure['unit'],
  value: number,
  bound: FigureBound,
): MeasuredFigure => ({
  key: 'a',
  measure: 'A9',
  unit,
  value,
  bound,
  part: 1,
  whole: null,
});

beforeAll(async () => {
  await i18n.use('en');
  await i18n.need('balance');
});

test('a number says whether it may be more, or less', () => {
  const written = (unit: MeasuredFigure['unit'], value: number) =>
    (['exact', 'at_least', 'at_most', 'unsure'] as const).map((bound) =>
      valueOf(figure(unit, value, bound)),
    );
  expect(written('sum', 870)).toEqual(['870', '870+', '≤870', '≈870']);
  expect(written('share', 0.51)).toEqual(['51%', '51%+', '≤51%', '≈51%']);
  expect(written('index', 0.875)).toEqual(['0.8750', '0.8750+', '≤0.8750', '≈0.8750']);
});

test('the sum of a part may be more only if the part may', () => {
  const sides = (side: 'part' | 'whole') =>
    (['exact', 'at_least', 'at_most', 'unsure'] as const).map((bound) => isLowerBound(bound, side));
  expect(sides('part')).toEqual([false, true, false, true]);
  expect(sides('whole')).toEqual([false, true, true, true]);
});
