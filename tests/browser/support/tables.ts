import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { expect, type Page } from '@playwright/test';
import { type Found, readTables } from './python.ts';

const server = resolve(import.meta.dirname, '../../../server');
const linesOf = (path: string): string[][] =>
  readFileSync(join(server, path), 'utf8')
    .split('\n')
    .filter(Boolean)
    .map((line) => line.split('\t'));

/** The languages in which tables leave the house here, and where their words stand in the files. */
const languages = { 'zh-CN': 1, en: 2 } as const;
export type Locale = keyof typeof languages;

/** Every heading with the keys that it may stand for. */
function headings(locale: Locale): Map<string, Set<string>> {
  const found = new Map<string, Set<string>>();
  const put = (heading: string, key: string) =>
    found.set(heading, (found.get(heading) ?? new Set()).add(key));
  for (const [, meaning = '', zh = '', en = ''] of linesOf('intake/src/columns/columns.tsv'))
    put((locale === 'en' ? en : zh).split('|')[0] ?? '', meaning);
  for (const words of linesOf('src/tables/words.tsv')) {
    const [key = '', word = ''] = [words[0], words[languages[locale]]];
    if (key.startsWith('column.')) put(word, key.slice('column.'.length));
  }
  return found;
}

type Named = { id: string; name: string };
export type Value =
  null | boolean | number | string | { number: number; at_least: boolean } | (string | Named)[];

export interface Line {
  /** As a program is told it. */
  value: Record<string, Value>;
  /** As people read it. */
  text: Record<string, string>;
}

/** Fetches a table of the page as an officer does, by its three links. */
async function fetched(page: Page, table: string, folder: string): Promise<string[]> {
  const links = page.locator(`[data-table="${table}"]`);
  await expect(links, `a way to fetch ${table}`).toBeVisible();
  const files: string[] = [];
  for (const format of ['csv', 'xlsx', 'json']) {
    const begun = page.waitForEvent('download');
    await links.locator(`[data-download="${format}"]`).click();
    const download = await begun;
    const name = download.suggestedFilename();
    expect(name).toMatch(new RegExp(`^${table}-\\d{4}-\\d\\d-\\d\\d\\.${format}$`));
    const file = join(folder, name);
    await download.saveAs(file);
    files.push(file);
  }
  return files;
}

/** The lines of a table, fetched from the page in three formats and the same in all of them: every
 *  cell of the workbook and of the separated text is that of the JSON. */
export async function exported(
  page: Page,
  table: string,
  { locale, folder }: { locale: Locale; folder: string },
): Promise<Line[]> {
  const [csv = '', xlsx = '', json = ''] = await fetched(page, table, folder);
  const whole = JSON.parse(readFileSync(json, 'utf8')) as {
    table: string;
    rows: Record<string, Value>[];
  };
  expect(whole.table).toBe(table);
  const [text, book] = readTables([csv, xlsx]);
  if (!text || !book) throw new Error('two tables were to be read');
  expect(book.frozen, 'the headings stay in sight').toBe('A2');
  const [heads = [], ...texts] = text.rows;
  const [bookHeads = [], ...cells] = book.rows;
  expect(bookHeads).toEqual(heads);
  expect(texts).toHaveLength(whole.rows.length);
  expect(cells).toHaveLength(whole.rows.length);
  const keys = keysOf(heads as string[], whole.rows[0] ?? {}, locale);
  const words = new Map<string, string>();
  return whole.rows.map((value, line) => {
    const shown = (texts[line] ?? []) as string[];
    const faults = keys.flatMap((key, column) => {
      const [said, cell] = [shown[column] ?? '', cells[line]?.[column] ?? null];
      const isSame = agree(value[key] ?? null, plain(said), cell, (one) => {
        const before = words.get(`${key} ${one}`) ?? plain(said);
        words.set(`${key} ${one}`, before);
        return before === plain(said);
      });
      const where = `${table}, line ${line + 2}, ${heads[column]}`;
      return isSame ? [] : [`${where}: ${JSON.stringify([value[key], said, cell])}`];
    });
    expect(faults).toEqual([]);
    const named = keys.map((key, column) => [key, plain(shown[column] ?? '')] as const);
    return { value, text: Object.fromEntries(named) };
  });
}

/** The key of every column: each heading is one that is known in the officer's language. */
function keysOf(heads: string[], row: Record<string, Value>, locale: Locale): string[] {
  const known = headings(locale);
  const free = new Set(Object.keys(row));
  const keys = heads.map((heading) => {
    // Years name themselves.
    const candidates = known.get(heading) ?? new Set([heading].filter((one) => /^\d+$/.test(one)));
    const key = [...candidates].find((one) => free.delete(one));
    if (key === undefined) throw new Error(`nothing is called ${heading} in ${locale}`);
    return key;
  });
  expect([...free], 'every value has a column').toEqual([]);
  return keys;
}

/** Without the mark that keeps a program from calculating. */
const plain = (text: string): string => text.replace(/(^|[;\n\t])'(?=[=+\-@])/g, '$1');

const numberIn = (cell: Found): number | undefined =>
  cell !== null && typeof cell === 'object' && 'number' in cell ? Number(cell.number) : undefined;

/** Whether a value, its text and its cell say the same. `isWord`: whether a value of a list is called
 *  this everywhere in the table. */
function agree(
  value: Value,
  text: string,
  cell: Found,
  isWord: (value: string) => boolean,
): boolean {
  if (value === null) return text === '' && cell === null;
  if (typeof value === 'number') return numberIn(cell) === value && Number(text) === value;
  if (typeof value === 'boolean') return text === cell && isWord(String(value));
  if (Array.isArray(value)) {
    const names = value.map((one) => (typeof one === 'string' ? one : one.name));
    return names.length === 0
      ? text === '' && cell === null
      : text === cell && names.every((name) => text.includes(name));
  }
  if (typeof value === 'object')
    return value.at_least
      ? text === `${value.number}+` && text === cell
      : text === String(value.number) && numberIn(cell) === value.number;
  if (/^\d{4}-\d\d-\d\d$/.test(value))
    return text === value && cell !== null && typeof cell === 'object' && 'day' in cell
      ? cell.day === value
      : text === value && text === cell;
  if (numberIn(cell) !== undefined) return text === value && numberIn(cell) === Number(value);
  return text === cell && (text === value || (/^\w+$/.test(value) && isWord(value)));
}
