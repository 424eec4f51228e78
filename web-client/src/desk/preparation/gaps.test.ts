import { beforeAll, expect, test } from 'vitest';
import type { Gap, Plan, SessionChecks } from '../../api';
import { i18n } from '../../i18n/i18n.svelte';
import { countsOf, linesOf } from './gaps';

beforeAll(async () => {
  await i18n.use('en');
  await i18n.need('before');
});

const plan = {
  session: 's1',
  starts_at: 0,
  zone: 'UTC',
  people: [
    { id: 'a', name: { en: 'Anna' } },
    { id: 'b', name: { en: 'Bo' } },
  ],
  agenda: [{ id: 'i', title: { en: 'Speech' } }],
} as unknown as Plan;

const checks = (...gaps: Gap[]): SessionChecks => ({
  session: 's1',
  title: { en: 'Forum' },
  wanted: 1,
  people: 2,
  compared: 1,
  gaps,
  others: [{ id: 's2', title: { en: 'Council' }, starts_at: 0 }],
});

const told = (...gaps: Gap[]) =>
  linesOf(checks(...gaps), plan).map(({ heading, names, href }) => [heading, names, href]);

test('each line says what is missing, of whom, and leads to where it is mended', () => {
  expect(
    told(
      { gap: 'not_tested', person: 'a' },
      { gap: 'not_tested', person: 'b' },
      { gap: 'paper_missing', item: 'i', speaker: 'b' },
      { gap: 'person_twice', person: 'a', other: 's2' },
      { gap: 'no_reply', person: 'b' },
      { gap: 'no_host' },
    ),
  ).toEqual([
    ['Nobody is host', [], '/sessions/s1/edit'],
    ['At the same time in Council, 1 Jan 00:00', ['Anna'], '/sessions/s2'],
    ['No reply yet (1)', ['Bo'], '/sessions/s1/invitations'],
    ['Papers missing (1)', ['Speech (Bo)'], '/sessions/s1#papers'],
    ['Connection never tested (2)', ['Anna', 'Bo'], '/sessions/s1#links'],
  ]);
});

test('an event counts, and leaves out what it compares itself', () => {
  const twice: Gap = { gap: 'person_twice', person: 'a', other: 's2' };
  const found = checks(twice, { gap: 'no_reply', person: 'a' }, { gap: 'no_reply', person: 'b' });
  expect(countsOf(found, new Set(['s2']))).toEqual([{ kind: 'no_reply', count: 2 }]);
  expect(countsOf(found, new Set())).toEqual([
    { kind: 'person_twice', count: 1 },
    { kind: 'no_reply', count: 2 },
  ]);
});
