import { expect, test } from 'vitest';
import { emptyPlan, newItem, secondsOf, toWire } from './draft';
import { planProblems } from './problems';

const office = {
  home: { city: { en: 'Hangzhou' }, country: 'CN', zone: 'Asia/Shanghai' },
} as unknown as Parameters<typeof emptyPlan>[0];

test('a field that is left empty is no limit', () => {
  expect([secondsOf(''), secondsOf(' '), secondsOf(null), secondsOf('180'), secondsOf(90)]).toEqual(
    [null, null, null, 180, 90],
  );
});

test('what was typed is sent as numbers', () => {
  const plan = emptyPlan(office);
  plan.floor = { speaker_seconds: '180' as never, delegation_seconds: null, at_limit: 'soft' };
  plan.agenda = [{ ...newItem(), speaker_seconds: '' as never }];
  const sent = toWire(plan);
  expect(sent.floor.speaker_seconds).toBe(180);
  expect(sent.agenda[0]?.speaker_seconds).toBeNull();
});

test('a time that nobody can speak in is mended before the plan is sent', () => {
  const plan = emptyPlan(office);
  plan.floor = { speaker_seconds: 5, delegation_seconds: 90_000, at_limit: 'soft' };
  plan.agenda = [{ ...newItem(), speaker_seconds: 1.5 }];
  const paths = planProblems(plan).map(({ path }) => path);
  expect(paths).toEqual(
    expect.arrayContaining([
      'floor.speaker_seconds',
      'floor.delegation_seconds',
      'agenda[0].speaker_seconds',
    ]),
  );
});
