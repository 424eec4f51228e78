import { describe, expect, test } from 'vitest';
import type { VoterView, VoteView } from '../../generated/protocol';
import {
  draftOf,
  electorateOf,
  emptyDraft,
  isComplete,
  mayCast,
  nextToCall,
  opening,
} from './votes';

const voter = (person: string | null, standing: Partial<VoterView> = {}): VoterView => ({
  ...{ delegation: `of-${person}`, person, name: {}, voted: false, choice: null, passed: false },
  ...standing,
});

const vote = (kind: VoteView['rule']['kind'], voters: VoterView[], called: string | null = null) =>
  ({
    id: 'v',
    motion: { text: { en: 'Adopt it' }, options: [{ en: 'Nara' }, { en: 'Aachen' }] },
    rule: {
      kind,
      electorate: { by: 'person', roles: ['delegate'] },
      quorum: { of: 'number', count: 2 },
      majority: 'two_thirds',
    },
    ...{ choices: 2, item: null, needed: 2, voters, called, opened_at: 0, state: 'open' },
  }) satisfies VoteView;

describe('who can vote now', () => {
  test('in an open vote everybody with a place in it, again and again', () => {
    const open = vote('open', [voter('a', { voted: true, choice: 0 }), voter(null)]);
    expect(mayCast(open, 'a')).toBe(true);
    expect(mayCast(open, 'b')).toBe(false);
    expect(mayCast(open, undefined)).toBe(false);
    expect(mayCast({ ...open, state: 'voided', at: 1 }, 'a')).toBe(false);
  });
  test('in a secret one once', () => {
    const secret = vote('secret', [voter('a', { voted: true }), voter('b')]);
    expect(['a', 'b'].map((person) => mayCast(secret, person))).toEqual([false, true]);
  });
  test('in a roll-call whoever is called', () => {
    const roll = vote('roll_call', [voter('a'), voter('b')], 'b');
    expect(['a', 'b'].map((person) => mayCast(roll, person))).toEqual([false, true]);
  });
});

test('the roll goes on from who is called, past nobody, and ends with those who passed', () => {
  const a = voter('a', { voted: true });
  const b = voter('b', { passed: true });
  const next = (voters: VoterView[], called: string) =>
    nextToCall(vote('roll_call', voters, called))?.person ?? null;
  expect(next([a, b, voter(null), voter('d')], 'b')).toBe('d');
  expect(next([voter('x'), b, voter('d', { voted: true })], 'd')).toBe('x');
  expect(next([a, b, voter('d', { voted: true })], 'd')).toBe('b');
  expect(next([a, voter('d')], 'd')).toBeNull();
});

test('a vote is taken again as it was', () => {
  const before = vote('secret', []);
  const again = opening(draftOf(before));
  expect(again).toEqual({ do: 'vote', act: 'open', motion: before.motion, rule: before.rule });
});

test('a motion needs words, and each of its options too', () => {
  const draft = emptyDraft();
  expect(isComplete(draft)).toBe(false);
  draft.text = { en: 'Adopt it' };
  expect(isComplete(draft)).toBe(true);
  draft.named = true;
  expect(isComplete(draft)).toBe(false);
  draft.options = [{ en: 'Nara' }, { en: 'Aachen' }];
  expect(isComplete(draft)).toBe(true);
  expect(isComplete({ ...draft, by: 'person', roles: [] })).toBe(false);
});

test('the electorate is counted before anybody is asked', () => {
  const votes = {
    delegations: [1, 2, 3].map((n) => ({
      ...{ delegation: String(n), person: null, name: {}, deputy: false },
    })),
    people: [
      { role: 'delegate' as const, people: 7 },
      { role: 'press' as const, people: 9 },
    ],
    votes: [],
  };
  expect(electorateOf(emptyDraft(), votes)).toBe(3);
  expect(electorateOf({ ...emptyDraft(), by: 'person' }, votes)).toBe(7);
});
