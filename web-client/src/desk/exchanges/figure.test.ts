import { beforeAll, describe, expect, test } from 'vitest';
import { i18n } from '../../i18n/i18n.svelte';
import {
  figureText,
  moneyText,
  readCount,
  readFigure,
  readHundredths,
  typedHundredths,
} from './figure';

beforeAll(() => i18n.use('en').then(() => i18n.need('exchanges')));

describe('a number of people', () => {
  const figure = (number: string, at_least = false) => readFigure({ number, at_least });

  test('is exact or a lower bound, by the box or by how it is typed', () => {
    expect(figure('40')).toEqual({ number: 40, at_least: false });
    expect(figure('40', true)).toEqual({ number: 40, at_least: true });
    for (const typed of ['40+', '40 +', '>40', '>=40', '≥40', '４０＋'])
      expect(figure(typed), typed).toEqual({ number: 40, at_least: true });
    expect(figure('1,200')).toEqual({ number: 1200, at_least: false });
  });

  test('may be left out, and may be none, but not be words', () => {
    expect(figure('')).toBeNull();
    expect(figure(' ', true)).toBeNull();
    expect(figure('0')).toEqual({ number: 0, at_least: false });
    for (const typed of ['many', '-3', '2.5', '99999999999', '4294967296'])
      expect(figure(typed), typed).toBeUndefined();
    expect(readCount('4294967295')).toBe(4_294_967_295);
  });

  test('is shown as it was said', () => {
    expect(figureText({ number: 40, at_least: true })).toBe('40+');
    expect(figureText({ number: 1200, at_least: false })).toBe('1,200');
    expect(figureText({ number: 7 })).toBe('7');
  });
});

describe('an amount', () => {
  test.each([
    ['200000', 20_000_000],
    ['200,000', 20_000_000],
    ['1250.5', 125_050],
    ['1250.05', 125_005],
    ['', null],
    ['1250.505', undefined],
    ['a lot', undefined],
  ])('%s is %s hundredths', (typed, hundredths) => {
    expect(readHundredths(typed)).toBe(hundredths);
  });

  test('comes back as it was typed', () => {
    for (const typed of ['200000', '1250.50', '0.05'])
      expect(typedHundredths(readHundredths(typed) ?? 0)).toBe(typed);
  });

  test('is shown with the code of its currency', () => {
    const shown = moneyText({ hundredths: 20_000_000, currency: 'CNY' });
    expect(shown.replace(/\s/u, ' ')).toBe('CNY 200,000');
    expect(moneyText({ hundredths: 125_050, currency: 'EUR' })).toContain('1,250.50');
  });
});
