import { beforeAll, expect, test } from 'vitest';
import { ApiError } from '../../api';
import { i18n } from '../../i18n/i18n.svelte';
import { Saving } from './saving.svelte';

beforeAll(async () => {
  await Promise.all([i18n.need('desk'), i18n.need('registry')]);
  await i18n.use('en');
});

const refuse = (status: number, code: string, detail?: unknown) => () =>
  Promise.reject(new ApiError(status, code, code, detail));

test('what is wrong with a record stands at its field, and only there', async () => {
  const saving = new Saving();
  const fields = [
    { path: 'names.en', problem: 'too_long' },
    { path: 'official_urls[1]', problem: 'invalid' },
  ];
  expect(await saving.run(refuse(400, 'invalid_record', { fields }))).toBeUndefined();
  expect(saving.problem('names.en')).toBe('Too long. Shorten it.');
  expect(saving.problem('names')).toBe('Too long. Shorten it.');
  expect(saving.problem('name')).toBeUndefined();
  expect(saving.problem('names.zh-CN')).toBeUndefined();
  expect(saving.lineProblem('official_urls')).toMatch(/^Line 2: /);
  expect(saving.failure).toBe('');
});

test('somebody else’s version is kept to be compared, until it is decided', async () => {
  const saving = new Saving();
  const current = { version: 3, record: { id: 'd1' } };
  await saving.run(refuse(412, 'conflict', { current }));
  expect(saving.conflict).toEqual(current);
  await saving.run(() => Promise.resolve({ batch: 1 }));
  expect(saving.conflict).toBeUndefined();
});

test('that it was removed is not the same as that nobody touched it', async () => {
  const saving = new Saving();
  await saving.run(refuse(412, 'conflict', { current: null }));
  expect(saving.conflict).toBeNull();
});

test('another refusal says why in a sentence, which goes with the next try', async () => {
  const saving = new Saving();
  await saving.run(refuse(409, 'too_early'));
  expect(saving.failure).toMatch(/cannot be older/);
  await saving.run(() => Promise.resolve({ batch: null }));
  expect(saving.failure).toBe('');
});
