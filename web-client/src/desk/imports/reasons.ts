import type { CellError, CellReason, ImportPreview, Meaning } from '../../api/imports';
import { t } from '../../i18n/i18n.svelte';
import { numberOf } from '../../time/duration';

/** What was expected of a cell instead, and what to do. */
export function reasonText(reason: CellReason): string {
  switch (reason.code) {
    case 'not_a_date':
    case 'no_such_day':
      return t('import.wrong.date');
    case 'no_year':
    case 'short_year':
      return t('import.wrong.year');
    case 'not_a_number':
    case 'approximate':
    case 'ambiguous_number':
      return t('import.wrong.number');
    case 'not_whole':
    case 'negative':
      return t('import.wrong.whole');
    case 'too_much':
      return t('import.wrong.too_much', { most: numberOf(reason.most) });
    case 'no_currency':
    case 'two_currencies':
      return t('import.wrong.currency');
    case 'unknown_word':
      return t('import.wrong.word', { word: reason.word });
    case 'unknown_partner':
      return t('import.wrong.partner', { name: reason.name });
    case 'homonymous_partner':
      return t('import.wrong.homonymous', { name: reason.name });
    case 'unknown_department':
    case 'unknown_district':
    case 'unknown_country':
      return t('import.wrong.name', { name: reason.name });
    case 'too_long':
      return t('import.wrong.too_long', { most: numberOf(reason.most) });
    case 'control_character':
    case 'spreadsheet_fault':
    case 'uncalculated':
      return t('import.wrong.cell');
    case 'not_an_id':
    case 'unknown_id':
      return t('import.wrong.id');
    case 'not_a_language':
    case 'not_a_zone':
      return t('import.wrong.tag');
    case 'not_degrees':
      return t('import.wrong.degrees', { most: numberOf(reason.most) });
    case 'same_id_as_line':
    case 'same_slug_as_line':
      return t('import.wrong.same', { line: numberOf(reason.line) });
    default:
      return t(`import.wrong.${plain(reason.code)}`);
  }
}

const plainCodes = [
  'missing',
  'ambiguous_date',
  'ends_before_it_begins',
  'a_period',
  'not_yes_or_no',
  'several_partners',
  'not_a_slug',
  'not_an_address',
  'beyond_heading',
] as const;

/** A rule that is newer than this page is told as what it is: a rule of the registry. */
const plain = (code: string): (typeof plainCodes)[number] | 'refused' =>
  plainCodes.find((one) => one === code) ?? 'refused';

/** What somebody is asked, so that rows can be read. */
export type Query =
  | { ask: 'date'; line: number }
  | { ask: 'word'; meaning: Meaning; list: string; word: string; rows: number }
  | {
      ask: 'partner';
      name: string;
      candidates: readonly { id: string; name: string; slug: string; country: string }[];
      rows: number;
    };

/** Each question once, though many rows raise it. */
export function queriesOf({ errors }: Pick<ImportPreview, 'errors'>): Query[] {
  const found = new Map<string, Query>();
  for (const error of errors) {
    const query = queryOf(error);
    if (!query) continue;
    const key = keyOf(query);
    const before = found.get(key);
    if (before && before.ask !== 'date') before.rows += 1;
    else if (!before) found.set(key, query);
  }
  return [...found.values()];
}

export const keyOf = (query: Query): string =>
  query.ask === 'date'
    ? 'date'
    : query.ask === 'word'
      ? `word ${query.meaning} ${query.word}`
      : `partner ${query.name}`;

function queryOf({ reason, meaning, place }: CellError): Query | undefined {
  switch (reason.code) {
    case 'ambiguous_date':
      return { ask: 'date', line: place.line };
    case 'unknown_word':
      return meaning
        ? { ask: 'word', meaning, list: reason.list, word: reason.word, rows: 1 }
        : undefined;
    case 'unknown_partner':
      return { ask: 'partner', name: reason.name, candidates: [], rows: 1 };
    case 'homonymous_partner':
      return { ask: 'partner', name: reason.name, candidates: reason.candidates, rows: 1 };
    default:
      return undefined;
  }
}
