import { expect, test } from 'vitest';
import { seatRows } from './seats';

const seats = {
  near: [
    { person: 'third', place: -1 },
    { person: 'head', place: 0 },
    { person: 'second', place: 1 },
  ],
  far: [{ person: 'guest', place: 0 }],
};

test('heads face each other, and the second sits at the right hand in both directions of writing', () => {
  const left = seatRows(seats, 'ltr').map(({ near, far }) => [near, far]);
  expect(left).toEqual([
    ['third', undefined],
    ['head', 'guest'],
    ['second', undefined],
  ]);
  expect(seatRows(seats, 'rtl').map(({ near }) => near)).toEqual(['second', 'head', 'third']);
});
