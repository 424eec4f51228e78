import { expect, test } from 'vitest';
import type { CheckAnswer, CheckReport } from '../api/types';
import { Check, STEPS } from './check.svelte';
import { Refused } from './line';
import type { Probes } from './probes';

const FLOW = { kbps: 2000, capacity_kbps: 4000, lost_per_mille: 0, jitter_ms: 3 };
const READY: CheckAnswer = { verdict: 'ready', findings: [], kept: true };

/** A good network; what the test says is different about it. */
function probes(more: Partial<Probes> = {}): Probes & { done: string[]; reports: CheckReport[] } {
  const done: string[] = [];
  const reports: CheckReport[] = [];
  const says = <Value>(name: string, value: Value): Promise<Value> => {
    done.push(name);
    return Promise.resolve(value);
  };
  return {
    done,
    reports,
    browser: () => ({ webrtc: true, vp8: true, secure: true }),
    device: (kind) => says(kind, { state: 'works', failure: null }),
    line: () => says('line', { opened: true, reopened: true, round_trip_ms: 9 }),
    way: (way) => says(way, 'works'),
    media: (way) =>
      says(`media by ${way}`, { up: FLOW, down: FLOW, round_trip_ms: 9, frames: 80, sound: true }),
    restart: () => says('restart', true),
    submit: (report) => {
      reports.push(report);
      return says('submit', READY);
    },
    end: () => undefined,
    ...more,
  };
}

const states = (check: Check): string[] => STEPS.map((step) => check.steps[step]);
const all = (state: string): string[] => STEPS.map(() => state);

test('each step is done after the one before, and the report is handed in', async () => {
  const real = probes();
  const check = new Check(() => real, true);
  expect(states(check)).toEqual(all('waiting'));
  await check.run();
  expect(real.done).toEqual([
    ...['microphone', 'camera', 'line', 'udp', 'tcp', 'relay', 'media by udp', 'restart', 'submit'],
  ]);
  expect(states(check)).toEqual(all('passed'));
  expect(check.phase).toMatchObject({ at: 'done', answer: READY });
  expect(real.reports[0]).toEqual({
    browser: { webrtc: true, vp8: true, secure: true },
    microphone: 'works',
    camera: 'works',
    line: { opened: true, reopened: true, round_trip_ms: 9 },
    ways: { udp: 'works', tcp: 'works', relay: 'works' },
    media: {
      ...{ up: FLOW, down: FLOW, round_trip_ms: 9, frames: 80, sound: true },
      restarted: true,
    },
  });
});

test('the best way that is open carries sound and picture', async () => {
  const real = probes({
    way: (way) => Promise.resolve(way === 'udp' ? 'failed' : 'works'),
    submit: () =>
      Promise.resolve({
        verdict: 'limited',
        findings: [
          { code: 'upload_weak', severity: 'limit' },
          { code: 'udp_blocked', severity: 'limit' },
          { code: 'without_camera', severity: 'note' },
        ],
        kept: true,
      }),
  });
  const check = new Check(() => real, true);
  await check.run();
  expect(real.done).toContain('media by tcp');
  expect(check.steps).toMatchObject({ udp: 'failed', tcp: 'passed', media: 'weak' });
  expect(check.steps.camera).toBe('passed');
});

test('without a line nothing after it is tried, and the report says so all the same', async () => {
  const real = probes({
    line: () => Promise.resolve({ opened: false, reopened: false, round_trip_ms: null }),
  });
  const check = new Check(() => real, true);
  await check.run();
  expect(real.done).toEqual(['microphone', 'camera', 'submit']);
  expect(check.steps).toMatchObject({ line: 'failed', udp: 'skipped', reconnect: 'skipped' });
  expect(real.reports[0]?.ways).toEqual({ udp: 'untested', tcp: 'untested', relay: 'untested' });
  expect(real.reports[0]?.media).toBeNull();
});

test('where no way is open there is nothing to measure', async () => {
  const real = probes({
    way: (way) => Promise.resolve(way === 'relay' ? 'not_offered' : 'failed'),
  });
  const check = new Check(() => real, true);
  await check.run();
  expect(check.steps).toMatchObject({ relay: 'not_offered', media: 'skipped' });
  expect(real.done).not.toContain('restart');
});

test('whoever only follows is not asked for microphone and camera', async () => {
  const real = probes();
  const check = new Check(() => real, false);
  await check.run();
  expect(real.done[0]).toBe('line');
  expect(check.steps).toMatchObject({ microphone: 'skipped', camera: 'skipped' });
  expect(real.reports[0]).toMatchObject({ microphone: null, camera: null });
});

test('one can go on without a device', async () => {
  const real = probes({
    device: async (kind, cues) => {
      cues.asking(true);
      await cues.without;
      return { state: kind === 'camera' ? 'without' : 'failed', failure: null };
    },
  });
  const check = new Check(() => real, true);
  const running = check.run();
  for (const device of ['microphone', 'camera'] as const) {
    await expect.poll(() => check.running).toBe(device);
    expect(check.asking).toBe(device);
    check.goWithout();
  }
  await running;
  expect(check.steps).toMatchObject({ microphone: 'failed', camera: 'skipped' });
});

test('a test that is stopped hands nothing in, lets everything go, and can be repeated', async () => {
  let ends = 0;
  const real = probes({
    way: (_, signal) =>
      new Promise((_, reject) =>
        signal.addEventListener('abort', () => reject(new DOMException('stopped', 'AbortError'))),
      ),
    end: () => ends++,
  });
  let now: Probes = real;
  const check = new Check(() => now, true);
  const running = check.run();
  await expect.poll(() => check.running).toBe('udp');
  check.stop();
  await running;
  expect(check.phase).toEqual({ at: 'stopped' });
  expect(check.steps).toMatchObject({ line: 'passed', udp: 'skipped', media: 'skipped' });
  expect(real.reports).toEqual([]);
  expect(ends).toBe(1);

  now = probes();
  await check.run();
  expect(check.phase.at).toBe('done');
});

test('a service that lets nobody test now is not a network that blocks', async () => {
  const real = probes({ line: () => Promise.reject(new Refused('full')) });
  const check = new Check(() => real, true);
  await check.run();
  expect(check.phase).toEqual({ at: 'refused', reason: 'full' });
  expect(real.reports).toEqual([]);
});

test('a result that cannot be handed in is still shown', async () => {
  const real = probes({ submit: () => Promise.reject(new Error('away')) });
  const check = new Check(() => real, true);
  await check.run();
  expect(check.phase).toMatchObject({ at: 'done', answer: null });
  expect(states(check)).toEqual(all('passed'));
});
