import { beforeAll, expect, test } from 'vitest';
import { i18n } from '../i18n/i18n.svelte';
import { STEPS, type StepName, type StepState } from './check.svelte';
import { written, type Findings } from './report';

beforeAll(async () => {
  await i18n.use('en');
  await i18n.need('check');
});

const flow = { kbps: 1234, capacity_kbps: null, lost_per_mille: 5, jitter_ms: 3 };

function found(more: Partial<Findings> = {}): Findings {
  const steps = Object.fromEntries(STEPS.map((step) => [step, 'passed']));
  return {
    report: {
      browser: { webrtc: true, vp8: true, secure: true },
      microphone: 'works',
      camera: 'works',
      line: { opened: true, reopened: true, round_trip_ms: 12 },
      ways: { udp: 'failed', tcp: 'works', relay: 'not_offered' },
      media: { up: flow, down: flow, round_trip_ms: 14, frames: 80, sound: true, restarted: true },
    },
    answer: {
      verdict: 'limited',
      findings: [{ code: 'udp_blocked', severity: 'limit' }],
      kept: true,
    },
    steps: { ...(steps as Record<StepName, StepState>), udp: 'failed', relay: 'not_offered' },
    places: { udp: ['192.0.2.7:40000'], tcp: ['192.0.2.7:40001'] },
    host: 'meet.example.org:443',
    secure: true,
    agent: 'Agent/1.0',
    at: new Date(Date.UTC(2026, 10, 25, 23, 30)),
    ...more,
  };
}

test('it says when, where, what worked, and what to open', () => {
  const lines = written(found()).split('\n');
  expect(lines).toContain('Result: You can take part, with limits');
  expect(lines).toContain('Time: 2026-11-25 23:30 UTC');
  expect(lines).toContain('Service: meet.example.org:443');
  expect(lines).toContain('Browser: Agent/1.0');
  expect(lines).toContain('- Line to the service (WebSocket): Works (12 ms there and back)');
  expect(lines).toContain('- Best: UDP to 192.0.2.7:40000, with the answers: Does not work');
  expect(lines).toContain('- Or: TCP to 192.0.2.7:40001, without inspection: Works');
  expect(lines.filter((line) => line.includes('TURN'))).toEqual([
    '- Last way, by relay (TURN): Not offered by this service',
  ]);
  expect(lines.join()).toContain('up 1.2 Mb/s · test video back at 1.2 Mb/s');
});

test('what is not known is said to be so', () => {
  const text = written(found({ answer: null, places: { udp: [], tcp: [] } }));
  expect(text).toContain('Result: The result could not be handed in');
  expect(text).toContain('UDP to the media address (known once the line is open)');
});
