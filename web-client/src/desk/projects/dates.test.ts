import { expect, test } from 'vitest';
import { i18n } from '../../i18n/i18n.svelte';
import { dateText, readDate } from './dates';

test('a date is read as people write it', () => {
  for (const text of ['2026-09-05', '2026/9/5', '2026.9.5', '2026年9月5日', ' 2026 - 9 - 5 '])
    expect(readDate(text), text).toBe('2026-09-05');
  expect(readDate('2026-9')).toBe('2026-09');
  expect(readDate('2026年9月')).toBe('2026-09');
  expect([readDate('2026'), readDate('2026年')]).toEqual(['2026', '2026']);
});

test('what is no day of the calendar is no date', () => {
  for (const text of ['', '26', '2026-13', '2026-02-30', '5.9.2026', 'soon', '2026-00-01'])
    expect(readDate(text), text).toBeUndefined();
});

test('a date is said as exactly as it is known', async () => {
  await i18n.use('en');
  expect(['2026', '2026-09', '2026-09-05'].map(dateText)).toEqual([
    '2026',
    'September 2026',
    '5 Sept 2026',
  ]);
  await i18n.use('zh-CN');
  expect(dateText('2026-09')).toBe('2026年9月');
});
