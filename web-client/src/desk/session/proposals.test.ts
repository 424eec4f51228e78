import { expect, test } from 'vitest';
import { changesOf } from './proposals';

test('what is added, changed and taken away is told by field and language', () => {
  const now = { name: { de: 'A. Weber', en: 'Anna Weber' }, title: { de: 'Bürgermeisterin' } };
  const proposed = { name: { de: 'Anna Weber', en: 'Anna Weber', ja: 'アンナ' }, title: {} };
  expect(changesOf(now, proposed)).toEqual([
    { field: 'name', language: 'de', now: 'A. Weber', proposed: 'Anna Weber' },
    { field: 'name', language: 'ja', now: '', proposed: 'アンナ' },
    { field: 'title', language: 'de', now: 'Bürgermeisterin', proposed: '' },
  ]);
  expect(changesOf(now, now)).toEqual([]);
});
