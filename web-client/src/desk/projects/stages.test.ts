import { describe, expect, test } from 'vitest';
import type { Intent } from '../../api/intents';
import { furthest, inOrder, nextStage, stageOf } from './stages';

const intent = (steps: Intent['steps']): Intent => ({
  id: 'a0p9wq2n4rrrw',
  title: { en: 'Sharing flood forecasts' },
  said_on: '2026-01',
  steps,
});

describe('the way of a project', () => {
  test('the stage is what the last step that names one says', () => {
    const one = intent([
      { on: '2026-05-01', stage: 'signed' },
      { on: '2026-03', stage: 'talks' },
      { on: '2026-06-01', stage: null, text: 'Experts met.' },
    ]);
    expect(stageOf(one, '2026-02-28')).toBe('intent');
    expect(stageOf(one, '2026-03-01')).toBe('talks');
    expect(stageOf(one, '2026-12-31')).toBe('signed');
    expect(inOrder(one).map(({ place }) => place)).toEqual([1, 0, 2]);
  });

  test('of two steps of one day the later line is the later step', () => {
    const day = '2026-05-01';
    const one = intent([
      { on: day, stage: 'talks' },
      { on: day, stage: 'landed' },
    ]);
    expect(stageOf(one, day)).toBe('landed');
  });

  test('a vague step is no earlier than what was said or stands above it', () => {
    const one = intent([
      { on: '2026-05-20', stage: 'talks' },
      { on: '2026', stage: 'landed' },
      { on: '2026-04', stage: 'signed' },
    ]);
    expect(inOrder(one).map(({ place, day }) => [place, day])).toEqual([
      [2, '2026-04-01'],
      [0, '2026-05-20'],
      [1, '2026-05-20'],
    ]);
    expect(stageOf(one, '2026-05-19')).toBe('signed');
    expect(stageOf(one, '2026-05-20')).toBe('landed');
    const alone = { ...intent([{ on: '2026', stage: 'landed' }]), said_on: '2026-03-01' };
    expect(inOrder(alone).map(({ day }) => day)).toEqual(['2026-03-01']);
    // Dated before it was said: it stays there.
    const before = intent([{ on: '2025', stage: 'talks' }]);
    expect(inOrder(before).map(({ day }) => day)).toEqual(['2025-01-01']);
  });

  test('a withdrawal takes nothing back of how far it had come', () => {
    const one = intent([
      { on: '2026-02-01', stage: 'signed' },
      { on: '2026-03-01', stage: 'withdrawn' },
    ]);
    expect(stageOf(one, '2026-04-01')).toBe('withdrawn');
    expect(furthest(one, '2026-04-01')).toBe(2);
    expect(furthest(one, '2026-01-15')).toBe(0);
  });

  test('a step most likely leads one further', () => {
    expect(nextStage('intent')).toBe('talks');
    expect(nextStage('project')).toBe('landed');
    expect(nextStage('landed')).toBe('landed');
    expect(nextStage('withdrawn')).toBe('talks');
  });
});
