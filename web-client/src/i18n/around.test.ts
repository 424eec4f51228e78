import { expect, test } from 'vitest';
import { around, i18n, t } from './i18n.svelte';

test('a value with a language of its own is cut out of its sentence', async () => {
  for (const locale of ['en', 'zh-CN', 'ar'] as const) {
    await i18n.use(locale);
    await i18n.need('room');
    const [before, after] = around('join.invited_by', 'office');
    const whole = t('join.invited_by', { office: 'X' }).replaceAll(/[\u2068\u2069]/g, '');
    expect(`${before}X${after}`).toBe(whole);
    expect(before + after).not.toMatch(/[\u2068\u2069\ue000]/);
  }
});
