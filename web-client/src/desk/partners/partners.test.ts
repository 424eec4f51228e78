import { describe, expect, test } from 'vitest';
import { distance } from './distance';
import { yearsSince } from './since';

test('the distance is that of the great circle', () => {
  const hangzhou = { lat: 30.25, lon: 120.17 };
  expect(distance(hangzhou, { lat: 51.05, lon: 13.74 })).toBe(8480);
  expect(distance(hangzhou, hangzhou)).toBe(0);
});

describe('the years of a relation', () => {
  const today = new Date('2026-11-23T00:00:00Z');

  test('are whole ones, counted from the day when it is known', () => {
    expect(yearsSince({ date: '2009-10-16', precision: 'day' }, today)).toBe(17);
    expect(yearsSince({ date: '2009-12-16', precision: 'day' }, today)).toBe(16);
    expect(yearsSince({ date: '2014', precision: 'year' }, today)).toBe(12);
  });

  test('are not told when the date is not known', () => {
    expect(yearsSince({ date: null, precision: 'unknown' }, today)).toBeUndefined();
  });
});
