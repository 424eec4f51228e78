import { isCountry, labelOf, type Placed } from './display.svelte';
import { i18n, t } from './i18n.svelte';
import { pickSpoken, type Spoken } from './localized';

const cache = new Map<string, Intl.DisplayNames>();

function names(locale: string, type: 'region' | 'language'): Intl.DisplayNames {
  const key = `${type} ${locale}`;
  let found = cache.get(key);
  if (!found) {
    found = new Intl.DisplayNames([locale, 'en'], { type, fallback: 'code' });
    cache.set(key, found);
  }
  return found;
}

function nameOf(code: string, locale: string, type: 'region' | 'language'): string {
  try {
    return names(locale, type).of(code) ?? code;
  } catch {
    // A code that is none: shown as it came.
    return code;
  }
}

/** The name of the country/region of a place; empty where it has none. */
export function placeName(placed: Placed, locale: string = i18n.locale): Spoken {
  const label = labelOf(placed);
  if (label) return pickSpoken(label, locale);
  const code = placed.country?.toUpperCase() ?? '';
  if (code && !isCountry(code)) return { text: t('country.unknown'), language: i18n.locale };
  return { text: code && nameOf(code, locale, 'region'), language: locale };
}

/** The name of a country/region from its ISO 3166-1 code. */
export const countryName = (code: string, locale: string = i18n.locale): string =>
  placeName({ country: code }, locale).text;

/** The office's own language is called by its name alone, not by its country/region as well. */
const called = (tag: string): string => (tag === 'zh-CN' ? 'zh' : tag);

/** The name of a language from its BCP 47 tag. */
export const languageName = (tag: string, locale: string = i18n.locale): string =>
  nameOf(called(tag), locale, 'language');

/** The name a language gives itself: how people find their own in a list. */
export const ownLanguageName = (tag: string): string => nameOf(called(tag), tag, 'language');
