import { expect, test } from 'vitest';
import type { FloorTurn, FloorView, Snapshot } from '../generated/protocol';
import { budgetOf, clockOf, isSilenced, queueOf, warningOf } from './floor';
import { freeFloor } from './test-support';

const turn = (more: Partial<FloorTurn> = {}): FloorTurn => ({
  person: 'bob',
  item: null,
  given_at: 0,
  limit_ms: 60_000,
  at_limit: 'soft',
  before_ms: 20_000,
  since: 1_000_000,
  closed: false,
  ...more,
});

test('the clock shows what was before, and what has passed since', () => {
  expect(clockOf(turn(), 11_000)).toEqual({ spent: 30, left: 30, share: 0.5, stands: false });
  expect(clockOf(turn({ since: null }), 99_000)).toMatchObject({ left: 40, stands: true });
  expect(clockOf(turn({ limit_ms: null }), 11_000)).toMatchObject({ spent: 30, left: null });
});

test('a soft limit is gone beyond, one that closes the microphone is not', () => {
  expect(clockOf(turn(), 53_000).left).toBe(-12);
  expect(clockOf(turn({ at_limit: 'close_microphone' }), 53_000).left).toBe(0);
  expect(clockOf(turn({ limit_ms: 0, before_ms: 0 }), 1_000).share).toBe(1);
});

test('a minute and ten seconds before the end are warned of', () => {
  expect([61, 60, 11, 10, 1, 0, -5].map((left) => warningOf(left))).toEqual([
    null,
    'minute',
    'minute',
    'seconds',
    'seconds',
    'over',
    'over',
  ]);
  expect(warningOf(null)).toBeNull();
});

const floor = (more: Partial<FloorView> = {}): FloorView => ({ ...freeFloor, ...more });

test('hands are the queue unless there is a list', () => {
  const named = { person: 'eva', delegation: 'd', name: {} };
  const room = (view: FloorView) => ({ hands: ['bob'], floor: view }) as unknown as Snapshot;
  expect(queueOf(room(floor()))).toEqual(['bob']);
  expect(queueOf(room(floor({ order: 'list', queue: [named] })))).toEqual(['eva']);
});

test('the time of a delegation is used up, never owed', () => {
  const spent = [{ delegation: 'aachen', spent_ms: 130_000 }];
  expect(budgetOf(floor({ spent }), 'aachen')).toBeNull();
  expect(budgetOf(floor({ delegation_seconds: 120, spent }), 'aachen')).toBe(0);
  expect(budgetOf(floor({ delegation_seconds: 120, spent }), 'nara')).toBe(120);
});

test('a point of order lets the silenced speak', () => {
  expect(isSilenced(floor({ silenced: ['bob'] }), 'bob')).toBe(true);
  expect(isSilenced(floor({ silenced: ['bob'], heard: 'bob' }), 'bob')).toBe(false);
});
