import { languageName, ownLanguageName } from './names';

/** Languages offered for people and sessions: those of partner regions, by BCP 47 tag. */
export const offeredLanguages = [
  'zh-CN',
  'en',
  'ja',
  'ko',
  'de',
  'fr',
  'es',
  'ru',
  'ar',
  'pt',
  'it',
  'nl',
  'fi',
  'sv',
  'da',
  'nb',
  'hu',
  'pl',
  'cs',
  'sk',
  'sl',
  'hr',
  'sr',
  'ro',
  'bg',
  'el',
  'uk',
  'tr',
  'he',
  'fa',
  'hi',
  'ne',
  'si',
  'ta',
  'bn',
  'ur',
  'th',
  'lo',
  'km',
  'vi',
  'my',
  'ms',
  'id',
  'fil',
  'mn',
  'kk',
  'uz',
  'af',
  'sw',
  'am',
  'mi',
] as const;

/** Choices for a select, each by its own name and that of the reader; `also` are always among them. */
export function languageOptions(also: readonly string[] = []): { value: string; label: string }[] {
  return [...new Set([...offeredLanguages, ...also])].map((tag) => {
    const [own, name] = [ownLanguageName(tag), languageName(tag)];
    return { value: tag, label: own === name ? own : `${own} · ${name}` };
  });
}
