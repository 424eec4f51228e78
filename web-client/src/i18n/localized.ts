import { i18n } from './i18n.svelte';

/** One text in several languages, by BCP 47 tag. */
export type Localized = Record<string, string>;

export interface Spoken {
  text: string;
  /** BCP 47 tag of `text`; goes into the `lang` of the element that shows it. */
  language: string;
}

const base = (tag: string): string => tag.toLowerCase().split('-')[0] ?? '';

/** The text in `language`; else a relative of it; else English; else any one; else empty. */
export function pickSpoken(texts: Localized, language: string = i18n.locale): Spoken {
  const filled = Object.entries(texts).filter(([, text]) => text !== '');
  const found =
    filled.find(([tag]) => tag === language) ??
    filled.find(([tag]) => base(tag) === base(language)) ??
    filled.find(([tag]) => base(tag) === 'en') ??
    filled[0];
  return found ? { language: found[0], text: found[1] } : { language, text: '' };
}

export const pick = (texts: Localized, language?: string): string =>
  pickSpoken(texts, language).text;
