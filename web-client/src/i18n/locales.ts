/** The languages of the interface, each by its own name, in the order in which they are offered. */
export const locales = ['zh-CN', 'en', 'ja', 'ko', 'de', 'fr', 'es', 'ru', 'ar'] as const;
export type Locale = (typeof locales)[number];

export const ownNames: Record<Locale, string> = {
  'zh-CN': '中文',
  en: 'English',
  ja: '日本語',
  ko: '한국어',
  de: 'Deutsch',
  fr: 'Français',
  es: 'Español',
  ru: 'Русский',
  ar: 'العربية',
};

export const direction = (locale: Locale): 'ltr' | 'rtl' => (locale === 'ar' ? 'rtl' : 'ltr');

export const isLocale = (tag: string): tag is Locale =>
  (locales as readonly string[]).includes(tag);

/** The locale that serves a BCP 47 tag best: itself, else one of the same language. */
export function matchLocale(tag: string): Locale | undefined {
  if (isLocale(tag)) return tag;
  const language = tag.toLowerCase().split('-')[0];
  return locales.find((locale) => locale.toLowerCase().split('-')[0] === language);
}

/** The first of the wished-for tags that there is a locale for; else English. */
export function negotiate(wishes: readonly string[]): Locale {
  for (const wish of wishes) {
    const found = matchLocale(wish);
    if (found) return found;
  }
  return 'en';
}
