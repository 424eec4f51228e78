import { describe, expect, test } from 'vitest';
import type { City, Contact, Network, Relation, SubRelation } from '../../api/registry';
import {
  cityDraft,
  cityForm,
  contactDraft,
  contactForm,
  instituteDraft,
  instituteForm,
  networkDraft,
  networkForm,
  relationDraft,
  relationForm,
  wanting,
} from './forms';

const provenance = { sources: ['A list', 'A letter'], confidence: 'verified', reconstructed: true };

const city: City = {
  id: 'c1',
  standing: 'candidate',
  slug: 'S99',
  names: { 'zh-CN': '林芝', en: 'Linz' },
  native: { text: 'Linz', language: 'de' },
  aliases: ['Lentia', 'Lince'],
  country: 'AT',
  counted_in: 'DE',
  continent: 'europe',
  bri: true,
  languages: ['de', 'en'],
  coordinates: { lat: 48.3, lon: 0 },
  zone: 'Europe/Vienna',
  population: 0,
  geonameid: 2772400,
  candidacy: { reasons: ['Steel', 'Music'], steps: [{ on: '2026-05', text: 'A letter' }] },
  note: 'On the Danube',
  official_urls: ['https://linz.at'],
  provenance,
};
const relation: Relation = {
  id: 'r1',
  owner: { district: 'd1' },
  partner: 'c1',
  kind: 'exchange',
  state: 'prepared',
  valid_from: '2019-09',
  ending: { on: '2024', reason: 'upgraded', successor: 'r2', note: 'At the summit' },
  milestones: { intent: '2018', mou: '2019-09', approval: null, agreement: '2019-09-03' },
  ours: { text: '友好交流城市', language: 'zh-CN', since: null },
  theirs: { text: 'Freundschaft', language: 'de', since: '2018' },
  note: null,
  provenance,
};
const contact: Contact = {
  id: 'k1',
  partner: 'c1',
  name: { en: 'Eva Berger' },
  title: { en: 'Head of protocol' },
  body: 'City of Linz',
  language: 'de',
  email: 'eva@linz.example',
  phone: '+43 1',
  consent: { state: 'given', on: '2025-01', note: 'by letter' },
  keep_until: '2030',
  note: 'Speaks Chinese',
};
const institute: SubRelation = {
  id: 'i1',
  partner: 'c1',
  kind: 'port',
  ours: { en: 'Our port' },
  theirs: { en: 'Their port' },
  field: 'trade',
  valid_from: '2001',
  valid_to: '2010-02',
  note: null,
  provenance,
};
const network: Network = {
  id: 'n1',
  names: { en: 'Cities on water' },
  kind: 'thematic',
  since: '1999',
  until: null,
  role: 'founding member',
  members: [{ partner: 'c1', since: '2001-02', until: null }],
  official_urls: ['https://water.example'],
  note: 'Every two years',
  provenance,
};

const withoutId = ({ id: _, ...rest }: { id: string }) => rest;

describe('what is not touched in a form stays as it was', () => {
  test.each([
    ['a city', cityDraft(cityForm(city)), city],
    ['a relation', relationDraft(relationForm('c1', relation)), relation],
    ['a contact', contactDraft(contactForm('c1', contact)), contact],
    ['institutes', instituteDraft(instituteForm('c1', institute)), institute],
    ['a network', networkDraft(networkForm(network)), network],
  ])('of %s', (_, draft, record) => {
    expect(draft).toEqual(withoutId(record));
  });
});

test('empty boxes are nothing, and blanks around a text are dropped', () => {
  const form = cityForm();
  form.names = { 'zh-CN': ' 林茨 ', en: '  ' };
  form.aliases = ' Lentia \n\n';
  form.note = ' ';
  const draft = cityDraft(form);
  expect(draft.names).toEqual({ 'zh-CN': '林茨' });
  expect(draft.aliases).toEqual(['Lentia']);
  expect(draft).toMatchObject({
    note: null,
    coordinates: null,
    population: null,
    candidacy: null,
    zone: null,
    counted_in: null,
  });
});

test('a designation of which nothing is said is none', () => {
  const form = relationForm('c1');
  form.ours.language = 'zh-CN';
  expect(relationDraft(form).ours).toBeNull();
});

describe('a city wants', () => {
  test('a name, a country and a continent', () => {
    expect(wanting(cityForm())).toEqual(['names', 'country', 'continent']);
    expect(wanting(cityForm(city))).toEqual([]);
  });

  test('both numbers of its position, or neither', () => {
    expect(wanting({ ...cityForm(city), lon: '' })).toEqual(['coordinates']);
    expect(wanting({ ...cityForm(city), lat: null, lon: null })).toEqual([]);
    expect(wanting({ ...cityForm(city), lat: 'north' })).toEqual(['coordinates']);
  });

  test('whole people, and whole steps', () => {
    expect(wanting({ ...cityForm(city), population: '1.5' })).toEqual(['population']);
    const step = (on: string, text: string) =>
      wanting({ ...cityForm(city), steps: [{ on, text }] });
    expect(step('', 'A visit')).toEqual(['steps']);
    expect(step('20', 'A visit')).toEqual(['steps']);
    expect(step('2026', ' ')).toEqual(['steps']);
    expect(step('', '')).toEqual([]);
  });
});
