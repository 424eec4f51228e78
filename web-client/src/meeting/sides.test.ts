import { describe, expect, it } from 'vitest';
import type { SideView } from '../generated/protocol';
import { isAside, isNear, secondsLeft, sideOf } from './sides';

const side: SideView = {
  id: 's1',
  title: 'Apart',
  opened_at: 1_000_000_000,
  ends_at: 1_060_000_000,
  may_return: true,
  people: ['bob'],
};
const all = { rooms: [side], away: [] };
/** As the press is told. */
const little = { rooms: [], away: ['bob'] };

describe('side rooms', () => {
  it('everybody who is in none of them is in the main room', () => {
    expect(sideOf(all, 'bob')).toBe(side);
    expect(sideOf(all, 'ann')).toBeUndefined();
    expect(sideOf(undefined, 'bob')).toBeUndefined();
    expect([isNear(all, undefined, 'ann'), isNear(all, undefined, 'bob')]).toEqual([true, false]);
    expect([isNear(all, side, 'ann'), isNear(all, side, 'bob')]).toEqual([false, true]);
  });

  it('who is away is known where the room is not', () => {
    expect(sideOf(little, 'bob')).toBeUndefined();
    expect([isAside(little, 'bob'), isAside(little, 'ann')]).toEqual([true, false]);
    expect([isNear(little, undefined, 'ann'), isNear(little, undefined, 'bob')]).toEqual([
      true,
      false,
    ]);
  });

  it('the clock is in whole seconds and stops at nothing', () => {
    expect(secondsLeft(side, 1_000_000)).toBe(60);
    expect(secondsLeft(side, 1_059_100)).toBe(1);
    expect(secondsLeft(side, 1_070_000)).toBe(0);
  });
});
