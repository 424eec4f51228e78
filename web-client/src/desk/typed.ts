import type { Localized } from '../i18n/localized';

/** What is typed into a form, as a record has it: text or nothing, one entry a line, only languages that say something. */
export const orNull = (text: string): string | null => text.trim() || null;

export const linesOf = (text: string): string[] =>
  text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');

export function filled(texts: Localized): Localized {
  const entries = Object.entries(texts).map(([tag, text]) => [tag, text.trim()] as const);
  return Object.fromEntries(entries.filter(([, text]) => text !== ''));
}

export const isNamed = (texts: Localized): boolean => Object.keys(filled(texts)).length > 0;
