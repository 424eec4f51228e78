import { beforeAll, describe, expect, test } from 'vitest';
import { i18n } from '../i18n/i18n.svelte';
import {
  countdown,
  dayShift,
  daylight,
  daysBetween,
  longDateOf,
  offsetOf,
  rangeOf,
  timeOf,
  wall,
  type Timestamp,
} from './format';

const at = (iso: string): Timestamp => Date.parse(iso) * 1000;
const forum = at('2026-12-10T08:00:00Z');

beforeAll(() => i18n.use('en'));

describe('a moment', () => {
  test('reads as each city reads its clock', () => {
    expect(timeOf(forum, 'Asia/Shanghai')).toBe('16:00');
    expect(timeOf(forum, 'Europe/Berlin')).toBe('09:00');
    expect(timeOf(at('2026-12-10T16:00:00Z'), 'Asia/Shanghai')).toBe('00:00');
    expect(wall(forum, 'America/New_York')).toBe('2026-12-10T03:00');
    expect(rangeOf(forum, forum + 150 * 60e6, 'Asia/Shanghai')).toBe('16:00–18:30');
  });

  test('knows the day there', () => {
    const evening = at('2026-12-10T20:00:00Z');
    expect(dayShift(evening, 'Asia/Shanghai', 'Europe/Berlin')).toBe(1);
    expect(dayShift(evening, 'America/New_York', 'Asia/Shanghai')).toBe(-1);
    expect(dayShift(evening, 'Europe/Paris', 'Europe/Berlin')).toBe(0);
    expect(dayShift(at('2026-12-31T23:30:00Z'), 'Asia/Tokyo', 'Europe/London')).toBe(1);
  });

  test('is day, edge of the day or night', () => {
    expect(daylight(forum, 'Asia/Shanghai')).toBe('day');
    expect(daylight(forum, 'Europe/London')).toBe('edge');
    expect(daylight(forum, 'America/New_York')).toBe('night');
  });

  test('carries the offset of its season', () => {
    expect(offsetOf(forum, 'Europe/Berlin')).toBe('UTC+1');
    expect(offsetOf(at('2026-07-01T00:00:00Z'), 'Europe/Berlin')).toBe('UTC+2');
    expect(offsetOf(forum, 'Europe/London')).toBe('UTC+0');
    expect(offsetOf(forum, 'Asia/Kathmandu')).toBe('UTC+5:45');
  });

  test('is written in the Gregorian calendar with Latin figures in every language', async () => {
    await i18n.use('ar');
    expect(longDateOf(forum, 'Asia/Shanghai')).toMatch(/10.*2026/);
    await i18n.use('en');
    expect(longDateOf(forum, 'Asia/Shanghai')).toBe('Thursday, 10 December 2026');
  });
});

test('days are counted by the calendar of the zone, across changes of the clock', () => {
  const late = at('2027-03-27T22:30:00Z');
  expect(daysBetween(late, at('2027-03-28T22:30:00Z'), 'Europe/Berlin')).toBe(2);
  expect(daysBetween(late, late + 60e6, 'Asia/Shanghai')).toBe(0);
});

test('a countdown shows minutes and seconds, and hours when there are any', () => {
  expect(countdown(210)).toBe('3:30');
  expect(countdown(36.9)).toBe('0:36');
  expect(countdown(3725)).toBe('1:02:05');
  expect(countdown(-5)).toBe('0:00');
});
