import { expect, test } from 'vitest';
import type { DelegationMember, DelegationView } from '../api';
import { isWanting, plateLanguages, wantingOf, writtenLanguages } from './wanting';

const session = { id: 's1', state: 'planned', open: true };
const view = { languages: ['zh-CN', 'en', 'ja'], sessions: [session] } as DelegationView;

function member(more: Partial<DelegationMember>): DelegationMember {
  const attends = [{ session: 's1', role: 'delegate', reply: null, check: null, link: null }];
  const known = { id: 'p1', name: {}, title: {}, language: 'de', head: false, proposal: null };
  return { ...known, attends, ...more } as DelegationMember;
}
const reply = (kind: string) => ({ answer: { kind }, at: 0, deputy: null, on_behalf: false });
const attends = (more: object) =>
  [{ session: 's1', role: 'delegate', reply: null, check: null, link: null, ...more }] as never;

test('a plate is written in two languages of the session and the person’s own', () => {
  expect(plateLanguages(['zh-CN', 'en', 'ja'], 'de')).toEqual(['zh-CN', 'en', 'de']);
  expect(plateLanguages(['zh-CN', 'en'], 'en-GB')).toEqual(['zh-CN', 'en']);
});

test('what is missing is named, and nothing that was proposed', () => {
  const bare = wantingOf(member({ name: { de: 'Anna Weber' } }), view);
  expect(bare).toEqual({
    name: ['zh-CN', 'en'],
    title: ['zh-CN', 'en', 'de'],
    answers: ['s1'],
    test: true,
  });
  const full = { de: 'A', en: 'A', 'zh-CN': 'A' };
  const proposal = { name: full, title: full };
  expect(wantingOf(member({ proposal }), view)).toMatchObject({ name: [], title: [] });
});

test('nobody who does not come is asked to test', () => {
  const names = { de: 'A', en: 'A', 'zh-CN': 'A' };
  const written = { name: names, title: names };
  const gone = member({ ...written, attends: attends({ reply: reply('declined') }) });
  expect(isWanting(wantingOf(gone, view))).toBe(false);
  const comes = { reply: reply('accepted'), check: { verdict: 'not_ready', at: 0 } };
  expect(wantingOf(member({ ...written, attends: attends(comes) }), view).test).toBe(true);
  const tested = { ...comes, check: { verdict: 'limited', at: 0 } };
  const ready = member({ ...written, attends: attends(tested) });
  expect(isWanting(wantingOf(ready, view))).toBe(false);
});

test('a session that takes no answer any more asks for none', () => {
  const closed = { ...view, sessions: [{ ...session, open: false }] } as DelegationView;
  expect(wantingOf(member({}), closed).answers).toEqual([]);
});

test('a correction offers every language in which something stands', () => {
  const one = member({ name: { ja: 'アンナ', de: 'Anna' }, title: { fr: 'Maire' } });
  expect(writtenLanguages(one, view.languages)).toEqual(['zh-CN', 'en', 'de', 'ja', 'fr']);
});
