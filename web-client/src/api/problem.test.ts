import { beforeAll, expect, test } from 'vitest';
import { i18n, t } from '../i18n/i18n.svelte';
import { ApiError } from './http';
import { problemText } from './problem';

beforeAll(() => i18n.use('en'));

test('each refusal has the sentence that helps', () => {
  const said = (status: number) => problemText(new ApiError(status, '', '', undefined, 7));
  expect(said(0)).toBe(t('error.network'));
  expect(said(401)).toBe(t('error.signed_out'));
  expect(said(404)).toBe(t('error.not_found'));
  expect(said(429)).toBe(t('error.too_many', { seconds: 7 }));
  expect(said(500)).toBe(t('error.server'));
  expect(problemText(new TypeError('a bug of ours'))).toBe(t('error.server'));
});
