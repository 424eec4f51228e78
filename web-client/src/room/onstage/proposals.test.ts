import { beforeEach, expect, test } from 'vitest';
import type { ItemView } from '../../generated/protocol';
import { Room } from '../../meeting/room.svelte';
import { person, room as snapshotOf } from '../../meeting/test-support';
import { proposals } from './proposals';

const item = (id: string, state: ItemView['state']['state'], speaker: string): ItemView =>
  ({
    ...{ id, title: {}, kind: 'speech', minutes: 5, given: 5, open: true, planned_at: 0 },
    speaker: { person: speaker, delegation: `of-${speaker}`, name: {} },
    state: state === 'running' ? { state, started_at: 0 } : { state: 'planned' },
  }) as ItemView;

let known: Room;

beforeEach(() => {
  known = new Room();
  const snapshot = snapshotOf();
  snapshot.people = ['ann', 'bob'].map((id) => person(id, { delegation: `of-${id}` }));
  snapshot.delegations = ['ann', 'bob'].map((one) => ({
    ...{ id: `of-${one}`, city: { en: one }, country: null, head: null },
    display: { label: {}, flag: null },
  }));
  snapshot.agenda = [item('a', 'running', 'ann'), item('b', 'planned', 'bob')];
  snapshot.stage = { ...snapshot.stage, opened_at: 1 };
  known.enter({ person: 'eve', role: 'host', presence: 'here', sends: true }, snapshot);
});

test('the speaker of the running item, and the delegation of the next one', () => {
  expect(proposals(known).speaker?.id).toBe('ann');
  expect(proposals(known).next?.id).toBe('of-bob');
});

test('whoever is where they belong is not proposed again', () => {
  const stage = known.snapshot?.stage;
  if (stage) Object.assign(stage, { on_stage: ['ann'], backstage: ['bob'] });
  expect(proposals(known)).toEqual({ speaker: null, next: null });
});

test('nobody who is not here is proposed', () => {
  if (known.snapshot) known.snapshot.people = [];
  expect(proposals(known)).toEqual({ speaker: null, next: null });
});
