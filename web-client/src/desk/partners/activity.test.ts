import { describe, expect, test } from 'vitest';
import type { Exchange } from '../../api/registry';
import {
  activityOf,
  counts,
  fits,
  lastContact,
  nextAnniversary,
  nextVisit,
  type Wish,
} from './activity';

const today = '2026-11-27';
const held = (on: string, more: Partial<Exchange> = {}): Exchange => ({
  id: on,
  title: { en: on },
  kind: 'other',
  on,
  to: null,
  place: null,
  field: null,
  rank: null,
  groups: null,
  headcount: null,
  seniors: null,
  substance: null,
  session: null,
  aid: null,
  invitations: null,
  delegations: null,
  note: null,
  ...more,
});

const history = [
  held('2027-02', { state: 'planned', direction: 'paid', field: 'sport' }),
  held('2026-11-04', { mode: 'online', field: 'heritage' }),
  held('2026-09-18', { direction: 'received', field: 'culture' }),
  held('2026-06', { direction: 'received', field: 'heritage', substance: 'greeting' }),
  held('2026-05-20', { direction: 'paid', field: 'heritage', mode: 'hybrid' }),
  held('2025-12-09', { direction: 'received', state: 'cancelled' }),
  held('2025-03-11', { direction: 'received' }),
  held('2024-11-26', { direction: 'paid', field: 'trade' }),
];

describe('the figures of a partner', () => {
  test('count what was held within the window, and more than a greeting', () => {
    expect(history.filter(counts).map(({ on }) => on)).toEqual([
      '2026-11-04',
      '2026-09-18',
      '2026-05-20',
      '2025-03-11',
      '2024-11-26',
    ]);
    expect(activityOf(history, today)).toEqual({
      count: 4,
      received: 2,
      paid: 1,
      reciprocity: 0.5,
      fields: ['heritage', 'culture'],
    });
  });

  test('take in the day on which the window begins', () => {
    expect(activityOf([held('2024-11-27')], today).count).toBe(1);
    expect(activityOf([held('2024-11-26')], today).count).toBe(0);
  });

  test('say nothing of reciprocity where nobody travelled', () => {
    expect(activityOf([held('2026-01')], today).reciprocity).toBeUndefined();
    expect(activityOf([held('2026-01', { direction: 'paid' })], today).reciprocity).toBe(0);
  });

  test('are each as many as the entries that their link shows', () => {
    const shown = (wish: Partial<Wish>): number =>
      history.filter((one) => fits(one, { show: 'all', recent: true, ...wish }, today)).length;
    const activity = activityOf(history, today);
    expect(shown({})).toBe(activity.count);
    expect(shown({ only: 'visits' })).toBe(activity.received + activity.paid);
    expect(shown({ only: 'fields' })).toBe(3);
  });
});

test('the history is narrowed by the way somebody went, and by the screen', () => {
  const shown = (show: Wish['show']): string[] =>
    history.filter((one) => fits(one, { show, recent: false }, today)).map(({ on }) => on);
  expect(shown('all')).toHaveLength(history.length);
  expect(shown('received')).toEqual(['2026-09-18', '2026-06', '2025-12-09', '2025-03-11']);
  expect(shown('paid')).toEqual(['2027-02', '2026-05-20', '2024-11-26']);
  expect(shown('online')).toEqual(['2026-11-04', '2026-05-20']);
});

test('the last contact has been, and was one', () => {
  expect(lastContact(history, today)?.on).toBe('2026-11-04');
  expect(lastContact(history, '2026-11-03')?.on).toBe('2026-09-18');
  expect(lastContact([], today)).toBeUndefined();
});

describe('the next visit', () => {
  const visits = { received: '2026-09-18', paid: '2025-05' };

  test('is due where the longer time has passed', () => {
    expect(nextVisit(visits, '2009-10-16', today)).toEqual({
      direction: 'paid',
      last: '2025-05',
      due: '2027-05-31',
      overdue: 0,
    });
  });

  test('is counted from the beginning of the relation where there was none', () => {
    const next = nextVisit({ received: '2026-01', paid: undefined }, '2014', today);
    expect(next).toMatchObject({ direction: 'paid', last: undefined, due: '2016-12-31' });
    expect(next?.overdue).toBe(3618);
  });

  test('cannot be told where nothing is known', () => {
    expect(nextVisit({ received: undefined, paid: undefined }, null, today)).toBeUndefined();
  });
});

describe('the next anniversary', () => {
  test('is round, and as exact as the beginning', () => {
    expect(nextAnniversary('2009-10-16', today)).toEqual({ years: 20, on: '2029-10-16' });
    expect(nextAnniversary('2019-09', today)).toEqual({ years: 10, on: '2029-09' });
    expect(nextAnniversary('2014', today)).toEqual({ years: 15, on: '2029' });
  });

  test('may be today, or later in a year of which only the year is known', () => {
    expect(nextAnniversary('2006-11-27', today)).toEqual({ years: 20, on: '2026-11-27' });
    expect(nextAnniversary('2006-11-26', today)).toEqual({ years: 25, on: '2031-11-26' });
    expect(nextAnniversary('2006', today)).toEqual({ years: 20, on: '2026' });
  });

  test('is not told of a beginning that nobody knows', () => {
    expect(nextAnniversary(null, today)).toBeUndefined();
  });
});
