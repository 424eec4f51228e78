import { describe, expect, test } from 'vitest';
import type { SigningView } from '../../generated/protocol';
import { dutyOf, groupsOf, isComplete, preparationOf, preparing, shownSigning } from './signing';

const named = { name: { en: 'Somebody' }, title: {} };
const party = (delegation: string, person: string, signed_at: number | null) => ({
  delegation,
  person,
  ...named,
  deputy_for: null,
  signed_at,
});

/** Lin has signed, Katharina is next, and Kim is the witness. */
const signing = (over: Partial<SigningView> = {}): SigningView =>
  ({
    id: 's-1',
    item: null,
    title: { en: 'Memorandum' },
    editions: [{ language: 'en', paper: 'pdf', sha256: 'ab'.repeat(32) }],
    signatories: [party('d-0', 'lin', 5), party('d-1', 'katharina', null)],
    originals: [],
    witnesses: [{ person: 'kim', ...named, attested_at: null }],
    opened_at: 1,
    turn: 'd-1',
    state: 'open',
    ...over,
  }) as SigningView;

describe('a signing', () => {
  test('asks of each person what is theirs to do', () => {
    const duties = ['lin', 'katharina', 'kim', 'olga', undefined].map((one) =>
      dutyOf(signing(), one),
    );
    expect(duties).toEqual(['signed', 'sign', 'witness', null, null]);
    expect(dutyOf(signing({ turn: 'd-0' }), 'katharina')).toBe('wait');
    expect(dutyOf(signing({ turn: null }), 'kim')).toBe('attest');
  });

  test('that goes on is shown before those that are over, and none before it began', () => {
    const over = signing({ id: 's-2', state: 'closed', at: 9 } as Partial<SigningView>);
    const earlier = signing({
      id: 's-3',
      state: 'called_off',
      at: 4,
      reason: null,
    } as Partial<SigningView>);
    const before = signing({ id: 's-4', state: 'prepared', opened_at: null });
    expect(shownSigning([over, signing(), before])?.id).toBe('s-1');
    expect(shownSigning([over, earlier, before])?.id).toBe('s-2');
    expect(shownSigning([before])).toBeNull();
  });

  test('has a hash that can be read out', () => {
    expect(groupsOf('0123456789')).toEqual(['0123', '4567', '89']);
  });
});

describe('a preparation', () => {
  const draft = () => preparationOf(signing());

  test('of a signing asks for the same once more', () => {
    expect(preparing(draft())).toEqual({
      do: 'signing',
      act: 'prepare',
      signing: 's-1',
      draft: {
        item: null,
        title: { en: 'Memorandum' },
        editions: [{ language: 'en', paper: 'pdf' }],
        signatories: [
          { delegation: 'd-0', person: 'lin' },
          { delegation: 'd-1', person: 'katharina' },
        ],
        witnesses: ['kim'],
      },
    });
  });

  test('is complete with a title, a file a language, and two parties who sign', () => {
    expect(isComplete(draft())).toBe(true);
    const paper = draft().editions;
    const nobody = [
      { delegation: 'd-0', person: 'lin' },
      { delegation: 'd-1', person: '' },
    ];
    for (const lacks of [
      { title: { en: ' ' } },
      { editions: [{ language: 'en', paper: '' }] },
      { editions: [...paper, ...paper] },
      { parties: nobody },
      { parties: nobody.slice(0, 1) },
    ])
      expect(isComplete({ ...draft(), ...lacks })).toBe(false);
  });
});
