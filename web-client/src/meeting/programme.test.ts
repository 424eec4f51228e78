import { describe, expect, test } from 'vitest';
import type { CueView, ItemView } from '../generated/protocol';
import { drift, neighbours, outlook, timedCues } from './programme';

const MINUTE = 60_000_000;

const item = (id: string, at: number, state: ItemView['state'], given = 10): ItemView => ({
  id,
  title: {},
  kind: 'speech',
  speaker: null,
  minutes: 10,
  given,
  open: true,
  planned_at: at * MINUTE,
  state,
});
const planned: ItemView['state'] = { state: 'planned' };
const starts = (agenda: ItemView[], now: number) =>
  Object.fromEntries(
    [...outlook({ starts_at: 0, agenda }, now * MINUTE).starts].map(([id, at]) => [
      id,
      at / MINUTE,
    ]),
  );

describe('when items begin', () => {
  test('before the beginning as planned, and not in the past', () => {
    const agenda = [item('a', 0, planned), item('b', 10, planned)];
    expect(starts(agenda, -30)).toEqual({ a: 0, b: 10 });
    expect(starts(agenda, 7)).toEqual({ a: 7, b: 17 });
  });

  test('after the one that runs, at the length it has now, or as long as it takes', () => {
    const running: ItemView['state'] = { state: 'running', started_at: 5 * MINUTE };
    const agenda = [item('a', 0, running, 6), item('b', 10, planned, 3), item('c', 20, planned)];
    expect(starts(agenda, 8)).toEqual({ b: 11, c: 14 });
    expect(starts(agenda, 13)).toEqual({ b: 13, c: 16 });
    expect(drift({ starts_at: 0, agenda }, 8 * MINUTE)).toBe(-6);
  });

  test('what was skipped takes no time, what was held early gives its time back', () => {
    const held: ItemView['state'] = { state: 'held', started_at: 0, ended_at: 4 * MINUTE };
    const skipped: ItemView['state'] = { state: 'skipped', at: 4 * MINUTE };
    const agenda = [item('a', 0, held), item('b', 10, skipped), item('c', 20, planned)];
    expect(starts(agenda, 2)).toEqual({ c: 4 });
  });

  test('an item that is held out of turn comes before those that wait', () => {
    const running: ItemView['state'] = { state: 'running', started_at: 0 };
    expect(starts([item('a', 0, planned), item('b', 10, running)], 3)).toEqual({ a: 10 });
  });
});

const cue = (id: string, of: string | null, offset: number, state: CueView['state']): CueView => ({
  id,
  title: {},
  kind: 'technical',
  item: of,
  offset,
  owner: null,
  language: null,
  fallback: {},
  state,
});

test('cues move with their item, and what was called stays where it was called', () => {
  const running: ItemView['state'] = { state: 'running', started_at: 5 * MINUTE };
  const agenda = [item('a', 0, running), item('b', 10, planned)];
  const cues = [
    cue('late', 'b', -60, { state: 'planned' }),
    cue('doors', null, -600, { state: 'called', at: -9 * MINUTE, fallback: false }),
    cue('open', 'a', 30, { state: 'planned' }),
  ];
  const timed = timedCues({ starts_at: 0, agenda, cues }, 6 * MINUTE);
  expect(timed.map(({ cue, planned, expected }) => [cue.id, planned, expected])).toEqual([
    ['doors', -10 * MINUTE, -9 * MINUTE],
    ['open', MINUTE / 2, 5.5 * MINUTE],
    ['late', 9 * MINUTE, 14 * MINUTE],
  ]);
});

test('nobody waits for the cue of an item that was skipped', () => {
  const agenda = [item('a', 0, { state: 'skipped', at: 0 }), item('b', 10, planned)];
  const cues = [cue('off', 'a', 0, { state: 'planned' }), cue('on', 'b', 0, { state: 'planned' })];
  const timed = timedCues({ starts_at: 0, agenda, cues }, 0);
  expect(timed.map(({ cue, isOff }) => [cue.id, isOff]).sort()).toEqual([
    ['off', true],
    ['on', false],
  ]);
});

test('an item moves by one place among those to come', () => {
  const held: ItemView['state'] = { state: 'held', started_at: 0, ended_at: 1 };
  const agenda = [item('a', 0, held), ...['b', 'c', 'd'].map((id) => item(id, 10, planned))];
  expect(neighbours(agenda, 'b')).toEqual({ earlier: undefined, later: 'd' });
  expect(neighbours(agenda, 'c')).toEqual({ earlier: 'b', later: null });
  expect(neighbours(agenda, 'd')).toEqual({ earlier: 'c', later: undefined });
  expect(neighbours(agenda, 'a')).toEqual({ earlier: undefined, later: undefined });
});
