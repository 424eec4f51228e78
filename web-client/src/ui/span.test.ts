import { expect, test } from 'vitest';
import { walker } from './span';

test('the walker goes from bank to bank, over the top half-way', () => {
  expect(walker(0).x).toBeCloseTo(12);
  expect(walker(0).y).toBeCloseTo(110);
  expect(walker(1).x).toBeCloseTo(248);
  expect(walker(0.5).x).toBeCloseTo(130, 0);
  expect(walker(0.5).y).toBeCloseTo(12, 0);
  expect(walker(7)).toEqual(walker(1));
  expect(walker(-1)).toEqual(walker(0));
});
