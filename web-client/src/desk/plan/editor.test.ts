import { afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import type { PlanDraft, TimeAnswer } from '../../api';
import { i18n } from '../../i18n/i18n.svelte';
import { Editor } from './editor.svelte';

const HOUR = 3_600_000_000;
/** 2026-12-10 16:00 in Shanghai. */
const FOUR = Date.UTC(2026, 11, 10, 8) * 1000;

const plan = (more: Partial<PlanDraft> = {}): PlanDraft => ({
  title: { 'zh-CN': '会见', en: 'Meeting' },
  starts_at: FOUR,
  minutes: 60,
  zone: 'Asia/Shanghai',
  languages: ['zh-CN', 'en'],
  admission: 'by_host',
  rehearsal: false,
  event: null,
  form: 'plenary',
  track: null,
  hall: null,
  floor: { speaker_seconds: null, delegation_seconds: null, at_limit: 'soft' },
  delegations: [],
  people: [],
  agenda: [],
  cues: [],
  ...more,
});

interface Question {
  at: string;
  answer: (given: Partial<TimeAnswer>) => void;
}

/** A server that answers the questions about the clock when the test says so, in any order. */
function clock(): { question: (place: number) => Promise<Question> } {
  const asked: Question[] = [];
  const nothing: TimeAnswer = { at: null, choices: [], local: [], problem: null };
  const json = { headers: { 'Content-Type': 'application/json' } };
  vi.stubGlobal(
    'fetch',
    ({ url }: Request) =>
      new Promise<Response>((resolve) => {
        asked.push({
          at: new URL(url).searchParams.get('at') ?? '',
          answer: (given) => resolve(new Response(JSON.stringify({ ...nothing, ...given }), json)),
        });
      }),
  );
  const question = (place: number) =>
    vi.waitFor(() => {
      const found = asked[place];
      if (!found) throw new Error(`question ${place} was not asked`);
      return found;
    });
  return { question };
}

beforeAll(() => i18n.use('en'));
afterEach(() => vi.unstubAllGlobals());

describe('the instant of a start', () => {
  test('is not that of what was typed before', async () => {
    const { question } = clock();
    const editor = new Editor(plan(), []);
    editor.time = '17:00';
    expect(editor.knowsStart).toBe(false);
    const settled = editor.settleClock();
    expect((await question(0)).at).toBe('2026-12-10T17:00');
    (await question(0)).answer({ at: FOUR + HOUR });
    await settled;
    expect(editor.plan.starts_at).toBe(FOUR + HOUR);
    expect(editor.dirty).toBe(true);
  });

  test('is asked for again when another one is typed meanwhile', async () => {
    const { question } = clock();
    const editor = new Editor(plan(), []);
    const settled = editor.settleClock();
    await question(0);
    editor.time = '18:00';
    (await question(0)).answer({ at: FOUR });
    expect((await question(1)).at).toBe('2026-12-10T18:00');
    expect(editor.knowsStart).toBe(false);
    (await question(1)).answer({ at: FOUR + 2 * HOUR });
    await settled;
    expect(editor.plan.starts_at).toBe(FOUR + 2 * HOUR);
  });

  test('is not overwritten by an answer that comes late', async () => {
    const { question } = clock();
    const editor = new Editor(plan(), []);
    const early = editor.readClock();
    await question(0);
    editor.time = '18:00';
    const late = editor.readClock();
    (await question(1)).answer({ at: FOUR + 2 * HOUR });
    await late;
    (await question(0)).answer({ at: FOUR });
    await early;
    expect(editor.plan.starts_at).toBe(FOUR + 2 * HOUR);
    expect(editor.knowsStart).toBe(true);
  });

  test('is nobody’s change where it was planned to the second', async () => {
    const { question } = clock();
    const editor = new Editor(plan({ starts_at: FOUR + 7_000_000 }), []);
    const settled = editor.settleClock();
    (await question(0)).answer({ at: FOUR });
    await settled;
    expect(editor.dirty).toBe(false);
  });

  test('is unknown when it cannot be asked for', async () => {
    vi.stubGlobal('fetch', () => Promise.reject(new TypeError('failed to fetch')));
    const editor = new Editor(plan(), []);
    editor.time = '17:00';
    await expect(editor.settleClock()).rejects.toMatchObject({ status: 0 });
    expect(editor.knowsStart).toBe(false);
  });

  test('is the choice that was made where a time exists twice', async () => {
    const { question } = clock();
    const editor = new Editor(plan(), []);
    const settled = editor.settleClock();
    (await question(0)).answer({ problem: 'overlap', choices: [FOUR, FOUR + HOUR] });
    await settled;
    expect(editor.plan.starts_at, 'what was chosen earlier stays').toBe(FOUR);
    expect(editor.dirty).toBe(false);
    editor.plan.starts_at = FOUR + HOUR;
    expect(editor.dirty).toBe(true);
  });

  test('is empty while a choice is due', async () => {
    const { question } = clock();
    const editor = new Editor(plan(), []);
    editor.time = '02:30';
    const settled = editor.settleClock();
    (await question(0)).answer({ problem: 'gap', choices: [1, 2] });
    await settled;
    expect(editor.plan.starts_at).toBe(0);
    expect(editor.ready()).toBeUndefined();
    expect(editor.problem('starts_at')).toBeDefined();
  });
});
