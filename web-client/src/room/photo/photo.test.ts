import { expect, test } from 'vitest';
import type { PhotoView } from '../../generated/protocol';
import { agreed, answersOf, isOpen, isSaid, secondsTo } from './photo';

const photo: PhotoView = {
  id: 'p',
  scope: 'heads',
  by: 'ann',
  state: 'counting',
  due: 10_000_000,
  people: [
    { person: 'ann', camera: true },
    { person: 'bob', camera: false },
    { person: 'eve', camera: null },
    { person: 'dan', camera: true },
  ],
};

test('the countdown shows five to one, and then nothing is left', () => {
  const shown = [4_000, 5_000, 5_001, 6_500, 9_001, 9_999, 10_000, 12_000];
  expect(shown.map((now) => secondsTo(photo, now))).toEqual([5, 5, 5, 4, 1, 1, 0, 0]);
  expect(secondsTo({ ...photo, state: 'asking' }, 0)).toBeNull();
});

test('a countdown is said sparingly', () => {
  expect([6, 5, 4, 3, 2, 1, 0].filter(isSaid)).toEqual([5, 3, 2, 1]);
});

test('pictures are fetched of those who said yes, and of nobody else', () => {
  expect(agreed(photo)).toEqual(['ann', 'dan']);
  expect(answersOf(photo)).toEqual({ yes: 2, no: 1, open: 1 });
});

test('a picture that is kept or called off is not being made', () => {
  expect(isOpen(photo)).toBe(true);
  expect(isOpen({ ...photo, state: 'kept', at: 1 })).toBe(false);
  expect(isOpen({ ...photo, state: 'called_off', why: 'host' })).toBe(false);
  expect(isOpen(null)).toBe(false);
});
