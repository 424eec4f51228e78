import { describe, expect, test } from 'vitest';
import { IntlMessageFormat } from 'intl-messageformat';
import { locales, type Locale } from '../i18n/locales';
import glossary from './glossary.md?raw';

type Texts = Record<string, string>;
type Element = ReturnType<IntlMessageFormat['getAst']>[number];

const files = import.meta.glob<Texts>('./*/*.json', { import: 'default', eager: true });
const areas = Object.keys(files).flatMap((file) => /^\.\/en\/(.*)\.json$/.exec(file)?.[1] ?? []);
const texts = (locale: Locale, area: string): Texts => files[`./${locale}/${area}.json`] ?? {};

/** Numbers enough to meet every plural form that whole numbers of people can take. */
const numbers = Array.from({ length: 201 }, (_, number) => number);

/** Values that may read as in English: names, units, and words that languages share. */
const shared: Partial<Record<Locale, RegExp>> = {
  de: /^(app\.name|panel\.chat|plan\.(delegation|person)|board\.delegation|exchange\.hybrid|partner\.km|protocol\.alphabet$|field\.sport$|registry\.(names|institute\.(museum|park))$|exchanges\.(kind\.forum|mode\.hybrid|mode$))/,
  fr: /^(app\.name|partners\.relation|partner\.(km|sources)|plan\.date|item\.vote|protocol\.alphabet$|field\.(culture|sport)$|continent\.europe$|registry\.(kind\.(relation|contact)|relations|continent|standing\.candidate|lat|lon|institute\.(port|association)|network\.alliance)$|exchanges\.(kind\.forum|class\.association|substance(\.invitation)?$|sources$)|balance\.minutes$)/,
  es: /^(app\.name|partner\.km|continent\.asia$|registry\.institute\.hospital$)/,
  ja: /^partner\.km/,
  ko: /^partner\.km/,
};

const parse = (message: string, locale: Locale): Element[] =>
  new IntlMessageFormat(message, locale, undefined, { ignoreTag: true }).getAst();

const placeholderTypes = { argument: 1, plural: 6 };

/** Every placeholder in the tree, sorted, each once. */
function placeholders(elements: readonly Element[]): string[] {
  const found = elements.flatMap((one): string[] => {
    const own = one.type >= placeholderTypes.argument && 'value' in one;
    const inside =
      'options' in one ? Object.values(one.options).flatMap((arm) => placeholders(arm.value)) : [];
    return own ? [String(one.value), ...inside] : inside;
  });
  return [...new Set(found)].sort();
}

/** The arms of every plural in the tree. */
function plurals(elements: readonly Element[]): string[][] {
  return elements.flatMap((one) =>
    one.type === placeholderTypes.plural && 'options' in one ? [Object.keys(one.options)] : [],
  );
}

function formsOf(locale: Locale): string[] {
  const rules = new Intl.PluralRules(locale);
  return [...new Set([...numbers.map((number) => rules.select(number)), 'other'])];
}

describe.each(areas)('the texts of %s', (area) => {
  const english = texts('en', area);
  const keys = Object.keys(english);

  test('no key stands in two areas', () => {
    const others = areas
      .filter((one) => one !== area)
      .flatMap((one) => Object.keys(texts('en', one)));
    expect(keys.filter((key) => others.includes(key))).toEqual([]);
  });

  test.each(locales)('%s says the same things, in the same order', (locale) => {
    expect(Object.keys(texts(locale, area))).toEqual(keys);
  });

  test.each(locales)('%s parses, and has the same placeholders', (locale) => {
    for (const [key, message] of Object.entries(texts(locale, area))) {
      const expected = placeholders(parse(english[key] ?? '', 'en'));
      expect(placeholders(parse(message, locale)), key).toEqual(expected);
    }
  });

  test.each(locales)('%s has an arm for each of its plural forms', (locale) => {
    const forms = formsOf(locale);
    for (const [key, message] of Object.entries(texts(locale, area)))
      for (const arms of plurals(parse(message, locale)))
        expect(arms, `${locale} ${key}`).toEqual(expect.arrayContaining(forms));
  });

  test.each(locales.filter((locale) => locale !== 'en'))('%s is not English', (locale) => {
    const same = Object.entries(texts(locale, area))
      .filter(([key, message]) => message === english[key] && !shared[locale]?.test(key))
      .filter(([, message]) => /\p{L}{3}/u.test(message.replaceAll(/\{\w+\}/g, '')))
      .map(([key, message]) => `${key}: ${message}`);
    expect(same).toEqual([]);
  });
});

/** The rows of a table of the glossary: the term, then its cells by the name of their column. */
function table(text: string): { term: string; cells: Map<string, string> }[] {
  const rows = text
    .split('\n')
    .filter((line) => line.startsWith('|') && !/^\| *-/.test(line))
    .map((line) => line.split('|').slice(1, -1));
  const [heads = [], ...body] = rows.map((row) => row.map((cell) => cell.trim()));
  return body.map(([term = '', ...cells]) => ({
    term,
    cells: new Map(cells.map((cell, place) => [heads[place + 1] ?? '', cell])),
  }));
}

/** Where each term stands as a label. */
const labels: Record<string, string[]> = {
  'sister city': ['relation.sister'],
  'friendly exchange city': ['relation.exchange'],
  exchange: ['partner.exchanges'],
  session: ['sessions.session'],
  delegation: ['plan.delegation'],
  'head of delegation': ['plan.head', 'links.head', 'people.head'],
  host: ['role.host'],
  delegate: ['role.delegate'],
  interpreter: ['role.interpreter'],
  observer: ['role.observer'],
  agenda: ['agenda.title', 'panel.agenda'],
  'agenda item': ['agenda.item'],
  'closed item': ['agenda.closed_item'],
  lobby: ['facts.lobby', 'plan.admission', 'lobby.leave'],
  rehearsal: ['session.rehearsal'],
  record: ['exchange.record', 'session.record', 'after.full'],
  minutes: ['minutes.title'],
  chat: ['panel.chat', 'keys.chat'],
  hall: ['hall.title', 'record.hall'],
  rank: ['plan.rank'],
  precedence: ['protocol.title', 'session.protocol'],
  'country/region': ['plan.country', 'protocol.part.country'],
};

describe('the words of the field', () => {
  const [terms = '', avoided = ''] = glossary.split('## Not these');
  const wanted = table(terms);
  const all = (locale: Locale): Texts =>
    Object.assign({}, ...areas.map((area) => texts(locale, area)));

  test('every label that is looked at belongs to a term', () => {
    const known = wanted.map(({ term }) => term);
    expect(Object.keys(labels).filter((term) => !known.includes(term))).toEqual([]);
  });

  test.each(locales.filter((locale) => locale !== 'en'))('%s calls each by one name', (locale) => {
    const said = all(locale);
    for (const { term, cells } of wanted)
      for (const key of labels[term] ?? []) {
        const word = cells.get(locale) ?? '';
        expect(word, `${term} in ${locale}`).not.toBe('');
        expect(said[key]?.toLowerCase(), `${locale} ${key}`).toContain(word.toLowerCase());
      }
  });

  test.each(locales)('%s uses no other word for it', (locale) => {
    const words = table(avoided).flatMap(({ cells }) => (cells.get(locale) ?? '').split(','));
    const wrong = words
      .map((word) => word.trim())
      .filter((word) => word !== '')
      .flatMap((word) =>
        Object.entries(all(locale))
          .filter(([, message]) => message.includes(word))
          .map(([key]) => `${key}: ${word}`),
      );
    expect(wrong).toEqual([]);
  });
});

test('French keeps its punctuation on the line of the word before', () => {
  const loose = areas.flatMap((area) =>
    Object.entries(texts('fr', area)).filter(([, message]) => / [;:?!»]|« /.test(message)),
  );
  expect(loose).toEqual([]);
});
