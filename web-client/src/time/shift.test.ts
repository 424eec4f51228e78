import { beforeAll, expect, test } from 'vitest';
import { i18n } from '../i18n/i18n.svelte';
import { otherDay, shiftWords } from './shift';

/** 2027-12-10 05:00 in Shanghai, 2027-12-09 22:00 in Berlin, 2027-12-10 10:00 in Auckland. */
const early = Date.UTC(2027, 11, 9, 21) * 1000;

beforeAll(() => i18n.use('en'));

test('the date there is told against the date here', () => {
  expect(shiftWords(early, 'Europe/Berlin', 'Asia/Shanghai')).toBe('day before');
  expect(shiftWords(early, 'Asia/Shanghai', 'Europe/Berlin')).toBe('day after');
  expect(shiftWords(early, 'Pacific/Auckland', 'Asia/Shanghai')).toBe('same day');
});

test('beside a first time only another day is worth a word', () => {
  expect(otherDay(early, 'Europe/Berlin', 'Asia/Shanghai')).toBe('day before');
  expect(otherDay(early, 'Pacific/Auckland', 'Asia/Shanghai')).toBe('');
});
