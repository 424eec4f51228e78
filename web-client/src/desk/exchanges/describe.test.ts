import { beforeAll, describe as group, expect, test } from 'vitest';
import type { RecordVersion } from '../../api/batches';
import type { Exchange, ExchangeDraft, Named } from '../../api/exchanges';
import { i18n } from '../../i18n/i18n.svelte';
import { differences } from '../differences';
import { storyOf } from '../story';
import { describe, merged } from './describe';
import { blankDraft, recordOf } from './draft';
import { changes } from './history';
import { likelySame } from './likely';

beforeAll(async () => {
  await Promise.all([i18n.need('desk'), i18n.need('exchanges')]);
  await i18n.use('en');
});

const named: Named = {
  partners: { a: { names: { en: 'Dresden' }, slug: 'S18', country: 'DE', candidate: false } },
  departments: { d: { en: 'Office of Trade' } },
  districts: {},
};

function record(change: Partial<ExchangeDraft> = {}): ExchangeDraft {
  const blank = blankDraft('en', '2026-11-27', 'visit_received');
  const made = recordOf(blank, { said: [], title: { en: 'A visit' } });
  return { ...made, partners: ['a'], ...change };
}

const text = (one: ExchangeDraft, key: string) =>
  describe(one, named).find((said) => said.key === key)?.text;

group('an exchange in words', () => {
  test('says what it says, and is silent about the rest', () => {
    const one = record({ departments: ['d'], headcount: { number: 40, at_least: true } });
    expect(text(one, 'partners')).toBe('Dresden');
    expect(text(one, 'departments')).toBe('Office of Trade');
    expect(text(one, 'headcount')).toBe('40+');
    for (const key of ['note', 'aid', 'invitations', 'state', 'field', 'participants'])
      expect(text(one, key), key).toBeUndefined();
  });

  test('says so where a partner is no longer known', () => {
    expect(text(record({ partners: ['a', 'gone'] }), 'partners')).toBe(
      'Dresden and no longer in the registry',
    );
  });

  test('is compared field by field', () => {
    const after = record({ note: 'A contract', title: { en: 'A long visit' } });
    const changed = differences(describe(record(), named), describe(after, named));
    expect(changed.map(({ key, before, after: is }) => [key, before, is])).toEqual([
      ['title.en', 'A visit', 'A long visit'],
      ['note', '', 'A contract'],
    ]);
  });
});

group('of two changes of the same exchange', () => {
  const base = record({ note: 'before' });

  test('mine stands where I changed something, theirs everywhere else', () => {
    const mine = record({ note: 'mine' });
    const theirs = record({ note: 'theirs', field: 'culture' });
    expect(merged(base, mine, theirs)).toMatchObject({ note: 'mine', field: 'culture' });
  });

  test('what I left alone is not taken back to how it was', () => {
    const theirs = record({ note: 'theirs' });
    expect(merged(base, record({ note: 'before', rank: 'mayor' }), theirs)).toMatchObject({
      note: 'theirs',
      rank: 'mayor',
    });
  });
});

test('an exchange was entered, changed, removed and brought back', () => {
  const version = (number: number, record: ExchangeDraft | null): RecordVersion => ({
    kind: 'exchange',
    id: 'x',
    version: number,
    batch: number,
    at: 0,
    by: null,
    record: record as RecordVersion['record'],
  });
  const second = record({ note: 'A contract' });
  const all = [version(4, second), version(3, null), version(2, second), version(1, record())];
  const told = storyOf<Exchange>(all, (before, after) => changes(before, after, named));
  expect(told.map(({ what }) => what)).toEqual(['restored', 'removed', 'changed', 'added']);
  expect(told[2]?.rows.map(({ key }) => key)).toEqual(['note']);
});

test('the same day is the same day only when it is known as exactly', () => {
  const found = [
    { id: '1', on: '2026-11-27' },
    { id: '2', on: '2026-11' },
    { id: '1', on: '2026-11-27' },
    { id: 'own', on: '2026-11-27' },
  ];
  expect(likelySame(found, '2026-11-27', 'own').map(({ id }) => id)).toEqual(['1']);
  expect(likelySame(found, '2026-11', undefined).map(({ id }) => id)).toEqual(['2']);
});
