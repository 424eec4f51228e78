import { describe, expect, it } from 'vitest';
import { judge, Steady, worse, type Flow, type Quality } from './quality';

const flow = (ofTarget: number | null, loss: number, silentFor = 0): Flow => ({
  ofTarget,
  loss,
  silentFor,
});
const after = (before: Quality, ...flows: Flow[]) => flows.reduce(judge, before);

describe('quality', () => {
  it('is good while half of what is meant to come comes', () => {
    expect(after('poor', flow(0.5, 0.07))).toBe('good');
  });

  it('is poor when little comes and much is lost', () => {
    expect(after('good', flow(0.2, 0.07))).toBe('poor');
    expect(after('good', flow(0.4, 0.09))).toBe('poor');
  });

  it('does not flicker in between, nor where both descriptions fit', () => {
    for (const before of ['good', 'poor'] as const) {
      expect(after(before, flow(0.4, 0.07))).toBe(before);
      // A still picture: next to nothing is sent, nothing is lost.
      expect(after(before, flow(0.1, 0))).toBe(before);
    }
  });

  it('is lost after three seconds of silence, and poor before it is good again', () => {
    expect(after('good', flow(1, 0, 2_999))).toBe('good');
    expect(after('good', flow(0, 0, 3_000))).toBe('lost');
    expect(after('lost', flow(0.4, 0.07))).toBe('poor');
    expect(after('lost', flow(1, 0))).toBe('good');
  });
});

describe('a steady condition', () => {
  it('is said after a while, and taken back after a while', () => {
    const steady = new Steady(6_000, 1_000);
    const seen: [boolean, number][] = [
      [true, 0],
      [true, 5_999],
      [true, 6_000],
      [false, 6_500],
      [true, 7_000],
      [false, 8_000],
      [false, 9_000],
    ];
    expect(seen.map(([value, at]) => steady.feed(value, at))).toEqual([
      false,
      false,
      true,
      true,
      true,
      true,
      false,
    ]);
  });

  it('starts to count again when it was interrupted', () => {
    const steady = new Steady(1_000, 1_000);
    steady.feed(true, 0);
    steady.feed(false, 900);
    expect(steady.feed(true, 1_000)).toBe(false);
    expect(steady.feed(true, 2_000)).toBe(true);
  });
});

it('of two directions the worse one counts, and what is not known does not', () => {
  expect(worse('good', 'poor')).toBe('poor');
  expect(worse('lost', 'poor')).toBe('lost');
  expect(worse(null, 'good')).toBe('good');
  expect(worse(null, null)).toBeNull();
});
