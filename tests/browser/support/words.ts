import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';

const folder = resolve(import.meta.dirname, '../../../web-client/src/messages');

/** What the product says in a language, by the keys of these of its message files. */
export function wordsOf(locale: string, areas: readonly string[]): (key: string) => string {
  const texts: Record<string, string> = {};
  for (const area of areas)
    Object.assign(texts, JSON.parse(readFileSync(`${folder}/${locale}/${area}.json`, 'utf8')));
  return (key) => {
    const text = texts[key];
    if (text === undefined) throw new Error(`nothing is said of ${key} in ${locale}`);
    return text;
  };
}
