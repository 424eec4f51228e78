import { describe, expect, it } from 'vitest';
import type { ItemView } from '../generated/protocol';
import { behindPlan, callBetween, clockText, spanOf } from './span';

const minute = 60_000;
const item = (state: ItemView['state'], planned_at = 0): ItemView => ({
  id: 'i',
  title: {},
  kind: 'speech',
  speaker: null,
  minutes: 5,
  given: 5,
  open: true,
  planned_at,
  state,
});
const running = (started_at: number, planned_at = 0) =>
  item({ state: 'running', started_at }, planned_at);

describe('the clock of a running item', () => {
  it('stands full at the start, empty at the end, and never beyond', () => {
    const at = (ms: number) => spanOf(running(0), ms);
    expect(at(0)).toEqual({ share: 0, left: 300, minutes: 5 });
    expect(at(4 * minute)).toMatchObject({ share: 0.8, left: 60 });
    expect(at(5 * minute + 12_000)).toMatchObject({ share: 1, left: -12 });
  });

  it('does not run for an item that does not', () => {
    expect(spanOf(item({ state: 'planned' }), 0)).toBeNull();
  });

  it('is written as people read it', () => {
    expect([102, 0, -12, 3723].map(clockText)).toEqual(['1:42', '0:00', '+0:12', '1:02:03']);
  });

  it('calls a minute, ten seconds and the end, once each', () => {
    const heard = [];
    for (let left = 75; left > -20; left -= 3) heard.push(callBetween(left, left - 3));
    expect(heard.filter((call) => call !== null)).toEqual([60, 10, 0]);
  });

  it('calls only the nearest after a pause', () => {
    expect(callBetween(70, 8)).toBe(10);
    expect(callBetween(70, -4)).toBe(0);
  });

  it('knows how far the running item is behind its plan', () => {
    expect(behindPlan([running(120_000_000)])).toBe(2);
    expect(behindPlan([running(0, 60_000_000)])).toBe(-1);
    expect(behindPlan([item({ state: 'planned' })])).toBe(0);
  });
});
