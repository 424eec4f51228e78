import { beforeAll, describe, expect, test } from 'vitest';
import type { RecordVersion } from '../../api/batches';
import { i18n } from '../../i18n/i18n.svelte';
import { differences } from '../differences';
import { storyOf } from '../story';
import { nameOf, rowsOf } from './words';

beforeAll(async () => {
  await Promise.all([i18n.need('desk'), i18n.need('registry')]);
  await i18n.use('en');
});

const names = {
  partners: {
    p1: { names: { en: 'Dresden' }, slug: 'S18', country: 'DE', candidate: false },
  },
  districts: { d1: { en: 'West Lake' } },
};
const relation = {
  id: 'r1',
  owner: { district: 'd1' },
  partner: 'p1',
  kind: 'exchange',
  valid_from: '2019-09',
  milestones: { intent: null, mou: '2019', approval: null, agreement: null },
  ending: null,
  note: '2019',
};

describe('a record in words', () => {
  test('says what is given, with names instead of identities', () => {
    const told = rowsOf('relation', relation, names);
    expect(told.map(({ name, text }) => `${name}: ${text}`)).toEqual([
      'Note: 2019',
      'Held by: West Lake',
      'City: Dresden',
      'Kind: Exchange city',
      'Since: September 2019',
      'Memorandum of friendly exchange: 2019',
    ]);
  });

  test('names each language of a name', () => {
    const told = rowsOf('partner', { names: { en: 'Dresden', de: 'Dresden' }, bri: false });
    expect(told.map(({ name }) => name)).toEqual(['Name (English)', 'Name (German)']);
  });

  test('writes what belongs together in one line', () => {
    const told = rowsOf('partner', {
      coordinates: { lat: 51.05, lon: 13.74 },
      candidacy: { reasons: ['One', 'Two'], steps: [{ on: '2026-05', text: 'A letter' }] },
    });
    expect(told.map(({ text }) => text)).toEqual([
      'One · Two',
      'A letter, May 2026',
      '51.05, 13.74',
    ]);
  });

  test('is called by its name, a relation by its partner', () => {
    expect(nameOf('partner', { names: { en: 'Dresden' } })).toBe('Dresden');
    expect(nameOf('relation', relation, names)).toBe('Dresden · Exchange city');
    expect(nameOf('contact', null)).toBe('');
  });
});

test('two states differ where one says something else, or nothing', () => {
  const before = rowsOf('contact', { name: { en: 'Eva' }, phone: '1', body: 'City' });
  const after = rowsOf('contact', { name: { en: 'Eva' }, phone: '2', email: 'e@x.example' });
  expect(differences(before, after)).toEqual([
    { key: 'email', name: 'Email', before: '', after: 'e@x.example' },
    { key: 'phone', name: 'Telephone', before: '1', after: '2' },
    { key: 'body', name: 'Body they work for', before: 'City', after: '' },
  ]);
});

test('the versions of a record tell its story, the newest first', () => {
  const version = (number: number, record: unknown) =>
    ({
      kind: 'district',
      id: 'd1',
      version: number,
      batch: number,
      at: 0,
      by: 'Chen',
      record,
    }) as unknown as RecordVersion;
  const story = storyOf(
    [
      version(4, { names: { en: 'West' } }),
      version(3, null),
      version(2, { names: { en: 'West' } }),
      version(1, { names: { en: 'Wets' } }),
    ],
    (before, after) => differences(rowsOf('district', before), rowsOf('district', after)),
  );
  expect(story.map(({ what, rows }) => [what, rows.map((row) => [row.before, row.after])])).toEqual(
    [
      ['restored', [['', 'West']]],
      ['removed', [['West', '']]],
      ['changed', [['Wets', 'West']]],
      ['added', [['', 'Wets']]],
    ],
  );
});
