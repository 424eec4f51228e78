import { describe, expect, it } from 'vitest';
import { promote, settle, stage, tileFor, type Window } from './placement';

/** A small generator of numbers that is the same in every run. */
function dice(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (state * 1_664_525 + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

const page: Window = { from: 0, to: 4 };

describe('places of the tiles', () => {
  it('go on at the end for newcomers', () => {
    expect(settle(['a', 'b'], ['c', 'a', 'b'], page)).toEqual(['a', 'b', 'c']);
  });

  it('fill a gap from beyond the page, so that nobody in sight moves', () => {
    expect(settle(['a', 'b', 'c', 'd', 'e'], ['a', 'c', 'd', 'e'], page)).toEqual([
      'a',
      'e',
      'c',
      'd',
    ]);
  });

  it('fill it with the last one in sight where nobody is beyond the page', () => {
    expect(settle(['a', 'b', 'c', 'd'], ['a', 'c', 'd'], page)).toEqual(['a', 'd', 'c']);
    expect(settle(['a', 'b', 'c', 'd'], ['b'], page)).toEqual(['b']);
    expect(settle(['a', 'b', 'c'], ['a', 'b'], page)).toEqual(['a', 'b']);
    expect(settle(['a', 'b'], [], page)).toEqual([]);
  });

  it('give a gap to a newcomer before anybody moves', () => {
    expect(settle(['a', 'b', 'c'], ['a', 'c', 'd'], page)).toEqual(['a', 'd', 'c']);
  });

  it('do not pull the page forward when somebody before it leaves', () => {
    const second: Window = { from: 2, to: 4 };
    expect(settle(['a', 'b', 'c', 'd', 'e'], ['b', 'c', 'd', 'e'], second)).toEqual([
      'e',
      'b',
      'c',
      'd',
    ]);
    expect(settle(['a', 'b', 'c', 'd'], ['b', 'c', 'd'], second)).toEqual(['d', 'b', 'c']);
  });

  it('give the last one in sight to a speaker who is not', () => {
    expect(promote(['a', 'b', 'c', 'd', 'e', 'f'], 'f', page)).toEqual([
      'a',
      'b',
      'c',
      'f',
      'e',
      'd',
    ]);
    expect(promote(['a', 'b', 'c'], 'b', page)).toEqual(['a', 'b', 'c']);
  });

  it('let two change places when somebody goes on the stage', () => {
    expect(stage(['a', 'b', 'c'], 'c')).toEqual(['c', 'b', 'a']);
  });

  it('hold to the law: a tile keeps its place as long as there is that place', () => {
    for (let seed = 0; seed < 200; seed++) {
      const roll = dice(seed);
      const everybody = [...'abcdefghijkl'];
      const size = 2 + roll(4);
      const window = { from: size * roll(2), to: 0 };
      window.to = window.from + size;
      let places: string[] = [];
      for (let turn = 0; turn < 30; turn++) {
        const present = everybody.filter(() => roll(4) > 0);
        const next = settle(places, present, window);
        expect([...next].sort()).toEqual([...present].sort());
        const inSight = places.slice(0, Math.min(window.to, next.length));
        const moved = inSight.filter(
          (person, at) => present.includes(person) && next[at] !== person,
        );
        expect(moved).toEqual([]);
        const speaker = present[roll(present.length)];
        const promoted = speaker === undefined ? next : promote(next, speaker, window);
        const swapped = next
          .slice(window.from, window.to)
          .filter((person, at) => promoted[window.from + at] !== person);
        expect(swapped.length).toBeLessThanOrEqual(1);
        places = promoted;
      }
    }
  });
});

describe('the size of a tile', () => {
  it('fits, and keeps a shape a face can live in', () => {
    for (let count = 1; count <= 25; count++) {
      const space = { width: 1033, height: 725 };
      const tile = tileFor(count, space, 8);
      expect(tile.width / tile.height).toBeGreaterThan(1.2);
      expect(tile.width / tile.height).toBeLessThan(1.95);
      const columns = Math.floor((space.width + 8) / (tile.width + 8));
      const rows = Math.ceil(count / columns);
      expect(rows * tile.height + (rows - 1) * 8).toBeLessThanOrEqual(space.height);
    }
  });
});
