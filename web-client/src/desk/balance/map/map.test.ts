import { describe, expect, test } from 'vitest';
import { arch } from './arcs';
import { placeLabels, widthOf, type Named } from './labels';
import { HEIGHT, WIDTH, landPath, pointOf } from './projection';

const hangzhou = pointOf(30.25, 120.17);

describe('the map', () => {
  test('has the home city left of its middle, and the Americas right of the Pacific', () => {
    const boston = pointOf(42.36, -71.06);
    const dresden = pointOf(51.05, 13.74);
    expect(dresden.x).toBeLessThan(hangzhou.x);
    expect(hangzhou.x).toBeLessThan(WIDTH / 2);
    expect(boston.x).toBeGreaterThan(WIDTH / 2);
  });

  test('holds every land that it draws, and not the ice of the south', () => {
    const numbers = landPath.match(/-?\d+(\.\d+)?/g)?.map(Number) ?? [];
    expect(numbers.length).toBeGreaterThan(5000);
    expect(Math.max(...numbers)).toBeLessThanOrEqual(WIDTH);
    expect(Math.min(...numbers)).toBeGreaterThanOrEqual(0);
    // Cape Horn is near the lower edge.
    expect(pointOf(-55.98, -67.27).y).toBeGreaterThan(HEIGHT - 40);
  });
});

describe('an arch', () => {
  const numbers = (path: string) => path.match(/-?\d+(\.\d+)?/g)?.map(Number) ?? [];

  test('stands on both places and rises over the line between them', () => {
    for (const to of [
      { x: 100, y: 100 },
      { x: 800, y: 90 },
      { x: 420, y: 300 },
    ]) {
      const from = { x: 400, y: 120 };
      const [x, y, , bend = 0, lastX, lastY] = numbers(arch(from, to));
      expect([x, y, lastX, lastY]).toEqual([from.x, from.y, to.x, to.y]);
      expect(bend).toBeLessThan((from.y + to.y) / 2);
    }
  });

  test('rises more the longer it is, up to a height', () => {
    const rise = (length: number) =>
      100 - (numbers(arch({ x: 0, y: 100 }, { x: length, y: 100 }))[3] ?? 0);
    expect(rise(50)).toBeLessThan(rise(200));
    expect(rise(600)).toBe(rise(900));
  });
});

describe('names on the map', () => {
  const named = (id: string, x: number, y: number, text = 'Dresden'): Named => ({
    id,
    text,
    size: 14,
    x,
    y,
  });

  test('go to the side that is free', () => {
    const places = [named('a', 100, 100), named('b', 125, 100)];
    const [first, second] = placeLabels(places, places);
    expect(first).toMatchObject({ id: 'a', anchor: 'end' });
    expect(second).toMatchObject({ id: 'b', anchor: 'start' });
  });

  test('stay within the map', () => {
    const edge = named('a', WIDTH - 5, 100);
    expect(placeLabels([edge], [edge])).toMatchObject([{ anchor: 'end' }]);
  });

  test('are left out where there is no room, the later ones first', () => {
    const crowd = Array.from({ length: 60 }, (_, at) =>
      named(`${at}`, 300 + (at % 10), 200 + at / 10),
    );
    const shown = placeLabels(crowd, crowd);
    expect(shown.length).toBeGreaterThan(0);
    expect(shown.length).toBeLessThan(crowd.length);
    expect(shown[0]?.id).toBe('0');
  });

  test('are wider in Chinese for as many letters', () => {
    expect(widthOf('杭州市', 14)).toBeGreaterThan(widthOf('abc', 14));
  });
});
