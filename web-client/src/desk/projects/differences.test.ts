import { afterEach, beforeAll, expect, test, vi } from 'vitest';
import { api, type SessionRecord } from '../../api';
import type { Intent } from '../../api/intents';
import { i18n } from '../../i18n/i18n.svelte';
import { changed, differences, withOccasions } from './differences';

beforeAll(async () => {
  await i18n.use('en');
  await i18n.need('projects');
});
afterEach(() => void vi.restoreAllMocks());

const choir: Intent = { id: 'x', title: { en: 'Choir' }, said_on: '2026-11-27' } as Intent;
const named = { partners: {}, departments: {}, districts: {} };
const names = { ...named, said: new Map<string, string>() };

test('two versions differ in the parts in which they say other things', () => {
  const after = { ...choir, partners: [], due: '2027', steps: [] };
  expect(changed(choir, after)).toEqual(['project.due']);
  const [one, same] = [
    { en: 'Choir', de: 'Chor' },
    { de: 'Chor', en: 'Choir' },
  ];
  expect(changed({ ...choir, title: one }, { ...choir, title: same })).toEqual([]);
  const [row] = differences({ ...choir, title: { en: 'Our choir' } }, choir, names);
  expect(row).toMatchObject({ key: 'title', before: 'Our choir', after: 'Choir' });
});

test('of a log only the lines are told that are new, gone or put right', () => {
  const letter = { on: '2026-01-05', stage: null, text: 'A letter came.' };
  const call = { on: '2026-02-05', stage: null, text: 'They rang.' };
  const right = { ...call, text: 'They rang back.' };
  const before = { ...choir, steps: [letter, call, letter] };
  expect(differences(before, { ...choir, steps: [letter, right, letter] }, names)).toEqual([
    expect.objectContaining({
      key: 'steps',
      before: '5 Feb 2026 They rang.',
      after: '5 Feb 2026 They rang back.',
    }),
  ]);
  // Of two that are the same one is gone.
  expect(differences(before, { ...choir, steps: [call, letter] }, names)).toEqual([
    expect.objectContaining({ before: '5 Jan 2026 A letter came.', after: '' }),
  ]);
  const two = { ...choir, steps: [letter, call] };
  expect(differences(choir, two, names)).toEqual([
    expect.objectContaining({
      before: '',
      after: '5 Jan 2026 A letter came.\n5 Feb 2026 They rang.',
    }),
  ]);
});

test('where something was said is named as its session names it', async () => {
  vi.spyOn(api, 'record').mockImplementation(
    async (session) =>
      ({
        session,
        zone: 'Asia/Shanghai',
        title: { en: session === 's1' ? 'Spring forum' : 'Autumn forum' },
        planned: { from: Date.parse('2026-05-05T02:00:00Z') * 1000, to: 0 },
        agenda: [{ item: 'i1', title: { en: 'Water' } }],
        notes: [
          { note: 'n1', now: { item: 'i1', text: { en: 'Data are shared.' }, action: null } },
        ],
      }) as unknown as SessionRecord,
  );
  const said = (session: string, decision: string | null = null): Intent => ({
    ...choir,
    said_in: { exchange: null, session, item: null, decision },
  });
  const [before, after] = [said('s1'), said('s2', 'n1')];
  const found = await withOccasions(named, [before, after, choir]);
  expect(differences(before, after, found)).toEqual([
    expect.objectContaining({
      key: 'said_in',
      before: 'Spring forum · 5 May 2026',
      after: 'Autumn forum · 5 May 2026 · Water · Data are shared.',
    }),
  ]);
  expect(differences(choir, after, found)[0]).toMatchObject({ key: 'said_in', before: '' });
});
