import { afterEach, beforeAll, expect, test, vi } from 'vitest';
import { i18n } from '../../i18n/i18n.svelte';
import { fetchSheet, refusedSheet } from './printing';

beforeAll(async () => {
  await i18n.use('en');
  await i18n.need('protocol');
});
afterEach(() => vi.unstubAllGlobals());

/** What the desk says when the server answers with this refusal. */
async function said(status: number, body: unknown): Promise<string | undefined> {
  vi.stubGlobal('fetch', async () => new Response(JSON.stringify(body), { status }));
  const thrown = await fetchSheet('s', 'list').catch((error: unknown) => error);
  return refusedSheet(thrown);
}

test('a missing font is told with the package that has it', async () => {
  const detail = { script: 'Han', package: 'fonts-noto-cjk' };
  expect(await said(503, { error: 'missing_font', message: '', detail })).toMatch(
    /Han.*fonts-noto-cjk/,
  );
});

test('a missing character is told, with a package only where one may have it', async () => {
  const missing = (detail: unknown) => said(422, { error: 'missing_glyph', message: '', detail });
  expect(await missing({ character: '𪛖', package: 'fonts-hanazono' })).toMatch(
    /𪛖.*fonts-hanazono/,
  );
  const unknown = await missing({ character: '☃', package: null });
  expect(unknown).toContain('☃');
  expect(unknown).not.toContain('package');
});

test('other refusals have their own sentences elsewhere', async () => {
  expect(await said(500, { error: 'internal', message: '' })).toBeUndefined();
});
