import { afterEach, expect, test } from 'vitest';
import { cityOf, decided, display, flagOf, labelOf } from './display.svelte';
import { i18n } from './i18n.svelte';
import { countryName, placeName } from './names';

const names = {
  NL: {
    label: { en: 'Kingdom of the Netherlands' },
    flag: null,
    city: { 'The Hague': { name: { en: 'The Hague', nl: 'Den Haag' }, label: {}, flag: false } },
  },
  AQ: { label: {}, flag: false, city: {} },
};

afterEach(() => {
  display.names = {};
});

test('the plan comes before the city before the country before the world', () => {
  display.names = names;
  const place = { country: 'NL', city: { en: 'the hague' } };
  expect(cityOf(place)).toEqual({ en: 'The Hague', nl: 'Den Haag' });
  expect(flagOf(place)).toBeUndefined();
  expect(placeName(place, 'de')).toEqual({ text: 'Kingdom of the Netherlands', language: 'en' });
  const own = { ...place, display: { label: { en: 'Netherlands' }, flag: true } };
  expect(labelOf(own)).toEqual({ en: 'Netherlands' });
  expect(flagOf(own)).toBe('nl');
  expect(flagOf({ country: 'NL', city: { en: 'Utrecht' } })).toBe('nl');
  expect(flagOf({ country: 'AQ' })).toBeUndefined();
  expect([flagOf(decided('AQ')), flagOf(decided(null))]).toEqual(['aq', undefined]);
});

test('what nobody calls otherwise has its usual name and flag', () => {
  const place = { country: 'DE', city: { en: 'Dresden' } };
  expect(placeName(place, 'de')).toEqual({ text: 'Deutschland', language: 'de' });
  expect([flagOf(place), cityOf(place)]).toEqual(['de', { en: 'Dresden' }]);
  expect(placeName({ country: null }, 'en').text).toBe('');
  display.names = names;
  expect(countryName('NL', 'en')).toBe('Kingdom of the Netherlands');
});

test('of a country that is not known it is said, and no flag is shown', async () => {
  await i18n.use('en');
  const place = { country: 'XA', city: { en: 'Exchange city 1' } };
  expect([placeName(place).text, flagOf(place)]).toEqual(['Country/region not known', undefined]);
});
