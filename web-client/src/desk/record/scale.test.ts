import { expect, test } from 'vitest';
import { Scale } from './scale';

const minute = 60e6;

test('what lies outside is drawn at the edge', () => {
  const scale = new Scale(0, 100 * minute);
  expect(scale.at(-5 * minute)).toBe(0);
  expect(scale.at(25 * minute)).toBe(25);
  expect(scale.at(500 * minute)).toBe(100);
  expect(scale.width(-20 * minute, 10 * minute)).toBe(10);
  expect(scale.width(30 * minute, 20 * minute)).toBe(0);
});

test('ticks are round, inside, and few', () => {
  const ticks = new Scale(7 * minute, 157 * minute).ticks();
  expect(ticks.map((at) => at / minute)).toEqual([30, 60, 90, 120, 150]);
});

test('a record of no length divides by nothing', () => {
  expect(new Scale(5, 5).at(5)).toBe(0);
});
