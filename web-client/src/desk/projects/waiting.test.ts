import { beforeAll, describe, expect, test } from 'vitest';
import type { Intent } from '../../api/intents';
import { i18n } from '../../i18n/i18n.svelte';
import { standing, warnings } from './waiting';

const intent: Intent = {
  id: 'a0p9wq2n4rrrw',
  title: { en: 'Sharing flood forecasts' },
  said_on: '2026-05-11',
  due: '2026-11',
  steps: [{ on: '2026-08-01', stage: 'talks', text: '' }],
};

beforeAll(async () => {
  await i18n.use('en');
  await i18n.need('projects');
});

describe('what stands out', () => {
  const on = (day: string, one: Intent = intent) => warnings(one, standing(one, day), day);

  test('is what has had no step for ninety days, with how many', () => {
    expect(on('2026-10-29')).toEqual([]);
    expect(on('2026-10-30')).toEqual(['90 days without a step']);
    expect(on('2026-11-27')).toEqual(['118 days without a step']);
  });

  test('is what is past the last day of its date', () => {
    expect(on('2026-12-01')).toEqual(['1 day overdue', '122 days without a step']);
  });

  test('ends with a step, and is nothing of what landed', () => {
    const steps = intent.steps ?? [];
    const moved = { ...intent, due: null, steps: [...steps, { on: '2026-11-26', stage: null }] };
    expect(on('2026-11-27', moved)).toEqual([]);
    const landed = { ...intent, steps: [...steps, { on: '2026-08-02', stage: 'landed' as const }] };
    expect(on('2027-11-27', landed)).toEqual([]);
  });

  test('a step that is yet to come is none', () => {
    const steps = [...(intent.steps ?? []), { on: '2027-01-01', stage: 'signed' as const }];
    expect(standing({ ...intent, steps }, '2026-11-27')).toMatchObject({
      stage: 'talks',
      lastStep: '2026-08-01',
      stalled: true,
    });
  });
});
