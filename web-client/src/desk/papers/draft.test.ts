import { beforeAll, expect, test } from 'vitest';
import type { Paper, Plan } from '../../api';
import { i18n } from '../../i18n/i18n.svelte';
import { draftOf, placesOf } from './draft';

beforeAll(async () => {
  await i18n.use('en');
  await Promise.all([i18n.need('papers'), i18n.need('before')]);
});

const plan = { agenda: [{ id: 'i', title: { en: 'Speech' } }] } as unknown as Plan;
const paper = {
  id: 'p',
  title: { en: 'Draft' },
  audience: 'invited',
  item: 'gone',
} as unknown as Paper;

test('an item that was taken out of the agenda stays with the paper and on offer', () => {
  const seen = { title: { en: 'Draft' }, audience: 'invited', item: 'gone' };
  expect(draftOf(paper)).toEqual({ ...seen, before: seen });
  expect(placesOf(plan, 'gone')).toEqual([
    { value: '', label: 'For the whole session' },
    { value: 'i', label: '1. Speech' },
    { value: 'gone', label: 'An item taken out of the agenda' },
  ]);
  expect(placesOf(plan, 'i')).toHaveLength(2);
  expect(placesOf(plan, null)).toHaveLength(2);
});

test('what is typed does not change what was read', () => {
  const draft = draftOf(paper);
  draft.title['en'] = 'Final';
  expect(draft.before.title).toEqual({ en: 'Draft' });
  expect(paper.title).toEqual({ en: 'Draft' });
});
