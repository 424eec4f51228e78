import { beforeAll, describe, expect, test } from 'vitest';
import type { CellError, CellReason, Mapping } from '../../api/imports';
import { i18n } from '../../i18n/i18n.svelte';
import { answerWith, LEAVE_OUT } from './answers';
import { listOfMeaning, meanings, wordsOf } from './meanings';
import { keyOf, queriesOf, reasonText } from './reasons';
import { tableText } from './refusals';
import { taken, takesLine, turned } from './taken';

beforeAll(async () => {
  await i18n.use('en');
  for (const area of ['desk', 'imports', 'exchanges', 'projects'] as const) await i18n.need(area);
});

const error = (line: number, reason: CellReason, meaning: CellError['meaning'] = 'kind') =>
  ({ place: { line, column: 2 }, cell: `B${line}`, meaning, text: 'x', reason }) as CellError;

const visit: CellReason = { code: 'unknown_word', list: 'kind', word: 'visiting group' };
const springfield: CellReason = {
  code: 'homonymous_partner',
  name: 'Springfield',
  candidates: [{ id: 'p1', name: 'Springfield', slug: 'S90', country: 'US' }],
};

describe('what a file leaves open', () => {
  const errors = [
    error(3, visit),
    error(4, { code: 'ambiguous_date' }),
    error(5, visit),
    error(6, springfield),
    error(7, { code: 'ambiguous_date' }),
    error(8, { code: 'missing' }),
    error(9, { code: 'unknown_partner', name: 'Atlantis' }),
  ];
  const queries = queriesOf({ errors });

  test('is asked once, with the rows that it is about', () => {
    expect(queries.map(keyOf)).toEqual([
      'word kind visiting group',
      'date',
      'partner Springfield',
      'partner Atlantis',
    ]);
    expect(queries[0]).toMatchObject({ rows: 2, list: 'kind' });
    expect(queries[2]).toMatchObject({ candidates: [{ id: 'p1' }] });
  });

  test('is answered in the mapping, where a later answer takes the place of the earlier', () => {
    const before: Mapping = {
      kind: 'exchange',
      heading: 1,
      day_order: null,
      columns: [],
      partners: [{ name: 'Atlantis', partner: 'p7' }],
    };
    const answered = answerWith(before, queries, {
      date: 'day_first',
      'word kind visiting group': 'visit_received',
      'partner Atlantis': LEAVE_OUT,
      'partner Springfield': 'p1',
    });
    expect(answered).toMatchObject({
      day_order: 'day_first',
      words: [{ meaning: 'kind', word: 'visiting group', value: 'visit_received' }],
      partners: [
        { name: 'Springfield', partner: 'p1' },
        { name: 'Atlantis', partner: null },
      ],
    });
    expect(answerWith(before, queries, { date: '' })).toEqual({ ...before, words: [] });
  });
});

describe('what is said of a cell', () => {
  test('says what to do', () => {
    expect(reasonText({ code: 'not_a_date' })).toContain('Write 2019-09-05');
    expect(reasonText({ code: 'too_long', most: 300 })).toContain('300');
    expect(reasonText({ code: 'same_id_as_line', line: 12 })).toContain('Line 12');
    // A code of a newer server is a rule of the registry.
    expect(reasonText({ code: 'not_known_here' } as never)).toContain('Check it.');
  });

  test('says where a file breaks off', () => {
    expect(tableText({ code: 'open_quote', place: { line: 3, column: 2 } })).toMatch(
      /^Line 3, column 2: The quotation mark/,
    );
    expect(tableText({ code: 'too_many_rows', most: 200_000 })).toContain('200,000');
    expect(tableText({ code: 'something new' })).toContain('damaged');
  });
});

test('every meaning and every word of its list is called something', () => {
  for (const [kind, all] of Object.entries(meanings))
    for (const meaning of all) {
      expect(i18n.text(`import.meaning.${meaning}`)).not.toContain('import.');
      const list = listOfMeaning(meaning, kind as keyof typeof meanings);
      for (const { value, label } of list ? wordsOf(list) : [])
        expect(label, `${list} ${value}`).not.toMatch(/^[a-z_]+\.[a-z_.]+$/);
    }
});

test('what is taken of a file follows from the choices', () => {
  const counts = { rows: 9, new: 3, changed: 1, unchanged: 1, duplicate: 2, error: 2, examples: 0 };
  const none = { duplicates: false, except: [], despite_errors: false };
  const one = turned(none, 7);
  expect([taken({ counts }, none), taken({ counts }, one)]).toEqual([4, 5]);
  expect([takesLine(one, 7), takesLine(one, 8)]).toEqual([true, false]);
  const all = { ...none, duplicates: true };
  expect([taken({ counts }, all), taken({ counts }, turned(all, 8))]).toEqual([6, 5]);
  expect(turned(turned(none, 7), 7)).toEqual(none);
});
