import { describe, expect, test } from 'vitest';
import { layoutOf, type Frame } from './layout';

const MOST = 24;
const counts = Array.from({ length: MOST }, (_, index) => index + 1);

const apart = (one: Frame, other: Frame): boolean =>
  one.x + one.width <= other.x ||
  other.x + other.width <= one.x ||
  one.y + one.height <= other.y ||
  other.y + other.height <= one.y;

describe.each([false, true])('with rtl %s', (rtl) => {
  test.each(counts)('%i people stand each once, apart, of one size and inside', (count) => {
    const { places, width, height, head, foot } = layoutOf(count, rtl);
    expect(places).toHaveLength(count);
    const frames = [head, foot, ...places.flatMap(({ tile, caption }) => [tile, caption])];
    for (const [at, one] of frames.entries()) {
      expect(one.x).toBeGreaterThanOrEqual(0);
      expect(one.y).toBeGreaterThanOrEqual(0);
      expect(one.x + one.width).toBeLessThanOrEqual(width);
      expect(one.y + one.height).toBeLessThanOrEqual(height);
      for (const other of frames.slice(at + 1)) expect(apart(one, other)).toBe(true);
    }
    expect(new Set(places.map(({ tile }) => `${tile.width} ${tile.height}`)).size).toBe(1);
    expect(places[0]?.tile.width).toBeGreaterThan(400);
  });

  test.each(counts)('%i people are read in their order', (count) => {
    const { places } = layoutOf(count, rtl);
    for (const [at, { tile }] of places.slice(1).entries()) {
      const before = places[at]?.tile;
      if (!before) throw new Error('there is one before');
      const follows = rtl ? tile.x < before.x : tile.x > before.x;
      expect(tile.y > before.y || (tile.y === before.y && follows)).toBe(true);
    }
  });

  test.each(counts)('%i people stand in even rows, each in the middle', (count) => {
    const { places, width } = layoutOf(count, rtl);
    const heights = [...new Set(places.map(({ tile }) => tile.y))];
    const rows = heights.map((y) => places.filter(({ tile }) => tile.y === y));
    const sizes = rows.map((row) => row.length);
    expect(Math.max(...sizes) - Math.min(...sizes)).toBeLessThanOrEqual(1);
    expect(sizes).toEqual([...sizes].sort((one, other) => one - other));
    for (const row of rows) {
      const left = Math.min(...row.map(({ tile }) => tile.x));
      const right = Math.max(...row.map(({ tile }) => tile.x + tile.width));
      expect(left).toBeCloseTo(width - right, 3);
    }
  });
});

test('a picture is neither a ribbon nor a tower', () => {
  for (const count of counts) {
    const { width, height } = layoutOf(count, false);
    expect(height / width).toBeGreaterThan(0.5);
    expect(height / width).toBeLessThan(1.1);
  }
});
