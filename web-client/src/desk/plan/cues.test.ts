import { describe, expect, test } from 'vitest';
import type { Cue } from '../../api';
import { emptyPlan, toWire } from './draft';
import {
  cueProblem,
  cueTime,
  detached,
  newCue,
  ownerKey,
  ownerOf,
  readClock,
  runSheet,
  signedClock,
} from './cues';

const second = 1_000_000;
const start = 1_796_889_600_000_000;
const office = {
  home: { city: { en: 'Hangzhou' }, country: 'CN', zone: 'Asia/Shanghai' },
} as unknown as Parameters<typeof emptyPlan>[0];

const cue = (id: string, more: Partial<Cue>): Cue => ({ ...newCue('en'), id, ...more });

function plan(cues: Cue[]) {
  const item = {
    title: {},
    kind: 'speech' as const,
    speaker: null,
    open: true,
    paper: 'none' as const,
    speaker_seconds: null,
  };
  return {
    ...emptyPlan(office),
    starts_at: start,
    agenda: [
      { ...item, id: 'a', minutes: 5 },
      { ...item, id: 'b', minutes: 10 },
    ],
    cues,
  };
}

describe('the run sheet', () => {
  test('is in the order of time, and of one moment as it is written', () => {
    const sheet = plan([
      cue('late', { item: 'b', offset: 30 }),
      cue('first', { item: 'b', offset: -120 }),
      cue('check', { offset: -1800 }),
      cue('second', { offset: 180 }),
    ]);
    expect(runSheet(sheet).map(({ cue }) => cue.id)).toEqual(['check', 'first', 'second', 'late']);
    const [check, first] = runSheet(sheet);
    expect(check?.at).toBe(start - 1800 * second);
    expect(first?.at).toBe(start + 180 * second);
  });

  test('follows its items when they move', () => {
    const sheet = plan([cue('c', { item: 'b', offset: -60 })]);
    expect(cueTime(sheet, sheet.cues[0] as Cue)).toBe(start + 240 * second);
    sheet.agenda.reverse();
    expect(cueTime(sheet, sheet.cues[0] as Cue)).toBe(start - 60 * second);
  });

  test('keeps the time of a cue whose item goes', () => {
    const sheet = plan([cue('c', { item: 'b', offset: -60 })]);
    const alone = detached(sheet, sheet.cues[0] as Cue);
    expect(alone).toMatchObject({ item: null, offset: 240 });
    sheet.agenda.pop();
    expect(cueTime(sheet, alone)).toBe(start + 240 * second);
  });

  test('is sent without the empty and the gone', () => {
    const sheet = plan([
      cue('c', {
        title: { en: ' Stand by ', de: ' ' },
        item: 'gone',
        owner: { person: 'gone' },
        language: '',
      }),
    ]);
    expect(toWire(sheet).cues[0]).toMatchObject({
      title: { en: 'Stand by' },
      item: null,
      owner: null,
      language: null,
    });
  });
});

test('an offset is written and read as a clock', () => {
  expect(['2:30', '0:05', '30:00', '1:02:05', '15', ' 7 '].map(readClock)).toEqual([
    150, 5, 1800, 3725, 900, 420,
  ]);
  expect(['', 'x', '1:60', '-1:00', '1:2:3:4', '1.5'].map(readClock)).toEqual(
    Array(6).fill(undefined),
  );
  expect([-1800, 150, 0].map(signedClock)).toEqual(['\u221230:00', '+2:30', '0:00']);
});

test('an owner is a person or a duty', () => {
  for (const owner of [null, { person: 'p1' }, { duty: 'caller' as const }])
    expect(ownerOf(ownerKey(owner))).toEqual(owner);
  expect(ownerOf('duty unheard-of')).toBeNull();
});

test('a cue needs somebody who comes', () => {
  const person = { id: 'p1', name: { en: 'Li Mei' } };
  const people = { people: [person] } as unknown as Parameters<typeof cueProblem>[0];
  const nobody = new Set<string>();
  expect(cueProblem(people, cue('c', {}), nobody)).toBe('no_owner');
  expect(cueProblem(people, cue('c', { owner: { person: 'gone' } }), nobody)).toBe('no_owner');
  const owned = cue('c', { owner: { person: 'p1' } });
  expect(cueProblem(people, owned, nobody)).toBeUndefined();
  expect(cueProblem(people, owned, new Set(['p1']))).toBe('not_coming');
  expect(cueProblem(people, cue('c', { owner: { duty: 'press' } }), nobody)).toBeUndefined();
});
