import { describe, expect, test } from 'vitest';
import type { Exchange } from '../../api/exchanges';
import { blankDraft, changeKind, draftOf, draftProblems, recordOf } from './draft';
import { saidIn } from './parts';

const blank = () => blankDraft('en', '2026-11-27', 'visit_received');
const untitled = { said: [], title: { en: 'Visit received: Dresden' } };

const full: Exchange = {
  id: 'x',
  title: { en: 'A fair', 'zh-CN': '展会' },
  kind: 'fair',
  on: '2019-05',
  to: null,
  partners: ['a', 'b'],
  place: 'Hall 3',
  field: 'trade',
  direction: 'received',
  mode: 'hybrid',
  organisers: ['enterprise'],
  participants: ['citizens'],
  rank: 'director',
  groups: null,
  headcount: { number: 40, at_least: true },
  seniors: { number: 3, at_least: false },
  substance: 'talks',
  state: 'completed',
  departments: ['d'],
  session: null,
  aid: null,
  invitations: { sent: 9, accepted: 4, declined: 0 },
  delegations: null,
  note: 'Two orders.',
  provenance: { sources: ['A report', 'A paper'], confidence: 'high', reconstructed: true },
};

describe('the kind', () => {
  test('says which way, in which form and by whom', () => {
    const draft = blank();
    expect(draft).toMatchObject({
      direction: 'received',
      mode: 'onsite',
      organisers: ['government'],
    });
    changeKind(draft, 'visit_paid');
    expect(draft.direction).toBe('paid');
    changeKind(draft, 'cloud_meeting');
    expect(draft).toMatchObject({ direction: 'mutual', mode: 'online' });
    changeKind(draft, 'parliament');
    expect(draft).toMatchObject({ mode: 'onsite', organisers: ['parliament'] });
  });

  test('leaves alone what somebody has corrected', () => {
    const draft = blank();
    draft.mode = 'hybrid';
    draft.organisers = ['university'];
    changeKind(draft, 'cloud_meeting');
    expect(draft).toMatchObject({
      direction: 'mutual',
      mode: 'hybrid',
      organisers: ['university'],
    });
  });
});

describe('what is sent', () => {
  test('is all that a record said, and nothing else', () => {
    const { id: _, ...rest } = full;
    const sent = recordOf(draftOf(full), { said: saidIn(full), title: {}, beside: full });
    expect(sent).toEqual(rest);
  });

  test('has the usual title where nobody wrote one', () => {
    const draft = blank();
    draft.title = { en: '  ' };
    expect(recordOf(draft, untitled).title).toEqual(untitled.title);
    draft.title = { en: ' Harbour ', ja: '' };
    expect(recordOf(draft, untitled).title).toEqual({ en: 'Harbour' });
  });

  test('says nothing that its kind does not ask for', () => {
    const draft = draftOf(full);
    changeKind(draft, 'visit_received');
    expect(recordOf(draft, untitled).invitations).toBeNull();
    const imported = saidIn(full);
    expect(recordOf(draft, { ...untitled, said: imported }).invitations).toEqual(full.invitations);
  });

  test('has aid in hundredths of a currency', () => {
    const draft = blankDraft('en', '2026-11-27', 'aid');
    draft.aid = { amount: '1,250.50', currency: ' eur ' };
    expect(recordOf(draft, untitled).aid).toEqual({ hundredths: 125_050, currency: 'EUR' });
  });
});

describe('what must be mended', () => {
  const problems = (draft: ReturnType<typeof blank>, named = true) =>
    draftProblems(draft, [], named).map(({ path, problem }) => `${path} ${problem}`);

  test('is nothing of a kind, a day and a city', () => {
    expect(problems(blank())).toEqual([]);
  });

  test('is a title where no city gives one', () => {
    expect(problems(blank(), false)).toEqual(['title empty']);
  });

  test('are days and numbers that are none', () => {
    const draft = blank();
    Object.assign(draft, {
      on: '2026-02-30',
      to: 'later',
      headcount: { number: 'many', at_least: false },
    });
    expect(problems(draft)).toEqual(['on no_day', 'to no_day', 'headcount no_number']);
    draft.on = ' ';
    expect(problems(draft)).toContain('on empty');
  });

  test('is a currency only where there is an amount', () => {
    const draft = blankDraft('en', '2026-11-27', 'aid');
    draft.aid.currency = 'yuan';
    expect(problems(draft)).toEqual([]);
    draft.aid.amount = '5';
    expect(problems(draft)).toEqual(['aid.currency no_currency']);
    draft.aid.amount = 'some';
    expect(problems(draft)).toContain('aid.hundredths no_amount');
  });

  test('is nothing that the kind does not ask for', () => {
    const draft = blank();
    draft.invitations.sent = 'all of them';
    expect(problems(draft)).toEqual([]);
    changeKind(draft, 'fair');
    expect(problems(draft)).toEqual(['invitations.sent no_number']);
  });
});
