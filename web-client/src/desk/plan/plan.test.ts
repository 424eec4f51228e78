import { beforeAll, describe, expect, test } from 'vitest';
import type { Office, PlanDraft } from '../../api';
import { i18n } from '../../i18n/i18n.svelte';
import { agendaMinutes, itemStarts } from './agenda';
import { differences } from './differences';
import { emptyPlan, missing, moved, nameLanguages, newItem, newPerson, toWire } from './draft';
import { planProblems, problemAt } from './problems';

const office: Office = {
  name: { en: 'Office' },
  home: { city: { en: 'Hangzhou' }, country: 'CN', zone: 'Asia/Shanghai', lat: 30, lon: 120 },
  locales: ['en'],
  setup_needed: false,
  version: '0',
  display: {},
  protocol: 1,
  privacy: { notice: '', office: {}, contact: '', retention_days: 1 },
};

/** A plan that may be kept: two titles, a partner, a host, one item. */
function goodPlan(): PlanDraft {
  const plan = emptyPlan(office);
  plan.title = { 'zh-CN': '会见', en: 'Meeting' };
  plan.starts_at = 1_800_000_000_000_000;
  plan.delegations.push({
    id: 'd',
    partner: 'p',
    city: { en: 'Dresden' },
    country: 'DE',
    head: null,
    display: { label: {}, flag: null },
  });
  plan.people.push({ ...newPerson('d', 'de', true), name: { en: 'Vogel' } });
  plan.agenda.push({ ...newItem(), title: { en: 'Opening' } });
  return plan;
}

beforeAll(async () => {
  await i18n.use('en');
  await i18n.need('desk');
});

describe('what must be mended', () => {
  test('is nothing in a good plan', () => {
    expect(planProblems(goodPlan())).toEqual([]);
  });

  test('is named by its path', () => {
    const plan = goodPlan();
    plan.title = { en: 'Meeting', 'zh-CN': ' ' };
    plan.people[0] = { ...newPerson('d', 'de', false), name: { en: '' } };
    plan.agenda[0] = { ...newItem(), title: { en: 'x' }, minutes: 0 };
    expect(planProblems(plan).map((one) => one.path)).toEqual([
      'title.zh-CN',
      'people[0].name',
      'people',
      'agenda[0].minutes',
    ]);
  });

  test('is found at a field and at its parts, not at its neighbours', () => {
    const problems = [{ path: 'people[1].name.en', problem: 'too_long' }];
    expect(problemAt(problems, 'people[1].name')).toBeDefined();
    expect(problemAt(problems, 'people[1]')).toBeDefined();
    expect(problemAt(problems, 'people[10].name')).toBeUndefined();
    expect(problemAt(problems, 'people')).toBeUndefined();
  });
});

describe('what is sent', () => {
  test('holds no empty text', () => {
    const plan = goodPlan();
    plan.title = { ...plan.title, ko: '  ' };
    expect(toWire(plan).title).toEqual({ 'zh-CN': '会见', en: 'Meeting' });
  });

  test('refers to nobody who was removed', () => {
    const plan = goodPlan();
    const [person] = plan.people;
    const [item] = plan.agenda;
    if (!person || !item) throw new Error('the plan has both');
    item.speaker = person.id;
    plan.delegations[1] = { ...plan.delegations[1], head: person.id } as never;
    plan.people = [];
    expect(toWire(plan).agenda[0]?.speaker).toBeNull();
    expect(toWire(plan).delegations[1]?.head).toBeNull();
  });
});

describe('the difference of two versions', () => {
  test('is only what the other side changed', () => {
    const [base, mine, theirs] = [goodPlan(), goodPlan(), goodPlan()];
    mine.minutes = 60;
    theirs.title = { ...theirs.title, en: 'Their meeting' };
    for (const plan of [mine, theirs]) {
      plan.people = structuredClone(base.people);
      plan.agenda = structuredClone(base.agenda);
      plan.delegations = structuredClone(base.delegations);
    }
    theirs.agenda.pop();
    const found = differences(base, mine, theirs);
    expect(found.map(({ part, mine, theirs }) => [part, mine, theirs])).toEqual([
      ['plan.title', 'Meeting', 'Their meeting'],
      ['agenda.item', '1. Opening · Speech · 10 min', ''],
    ]);
  });

  test('is also whether it is a rehearsal', () => {
    const base = goodPlan();
    const found = differences(base, base, { ...base, rehearsal: true });
    expect(found.map(({ part, mine, theirs }) => [part, mine, theirs])).toEqual([
      ['session.rehearsal', '', 'Rehearsal'],
    ]);
  });
});

test('names are asked in the languages of the session and in one’s own', () => {
  expect(nameLanguages(['zh-CN', 'en'], 'ko')).toEqual(['zh-CN', 'en', 'ko']);
  expect(nameLanguages(['zh-CN', 'en'], 'en-GB')).toEqual(['zh-CN', 'en']);
  expect(missing({ en: 'Kim', ko: ' ' }, ['zh-CN', 'en', 'ko'])).toEqual(['zh-CN', 'ko']);
});

test('an entry moves to where it is put, and not off the end', () => {
  expect(moved(['a', 'b', 'c'], 2, 0)).toEqual(['c', 'a', 'b']);
  expect(moved(['a', 'b', 'c'], 0, 9)).toEqual(['b', 'c', 'a']);
});

test('items begin one after the other', () => {
  const agenda = [10, 15, 5].map((minutes) => ({ ...newItem(), minutes }));
  expect(agendaMinutes(agenda)).toBe(30);
  expect(itemStarts(0, agenda)).toEqual([0, 600e6, 1500e6]);
});
