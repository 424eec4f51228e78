import { expect, test } from 'vitest';
import type { StageView, You } from '../generated/protocol';
import { mayFollow, placeOf, reachOf } from './reach';

const closed: StageView = {
  ...{ opened_at: null, on_stage: [], backstage: [], spotlight: null, pinned: null },
};
const open: StageView = { ...closed, opened_at: 1, on_stage: ['ann'], backstage: ['bob', 'kim'] };
const you = (person: string, role: You['role'] = 'delegate'): You => ({
  ...{ person, role, presence: 'here', sends: true },
});

test('without a stage everybody reaches everybody', () => {
  expect(placeOf(closed, 'ann')).toBeNull();
  expect(reachOf(undefined, 'ann')).toBe('all');
  expect(mayFollow(closed, 'ann', you('bob'))).toBe(true);
});

test('with a stage those on it do, those behind it a few, the audience nobody', () => {
  expect(['ann', 'bob', 'eve'].map((one) => reachOf(open, one))).toEqual(['all', 'crew', 'none']);
});

test('those backstage are seen by those who run the meeting, and by one another', () => {
  const sees = (reader: You) => mayFollow(open, 'bob', reader);
  expect([you('eve', 'host'), you('eve', 'technician'), you('kim')].map(sees)).toEqual([
    ...[true, true, true],
  ]);
  expect([you('ann'), you('eve'), you('eve', 'press')].map(sees)).toEqual([false, false, false]);
});
