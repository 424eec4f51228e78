import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { announce, announcer } from './announce.svelte';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => {
  vi.runAllTimers();
  vi.useRealTimers();
});

test('what comes at once is said one after the other', () => {
  announce('Lin Yue joined');
  announce('Now: Opening');
  expect(announcer.polite).toBe('Lin Yue joined');
  vi.advanceTimersToNextTimer();
  expect(announcer.polite).toBe('Now: Opening');
  vi.advanceTimersToNextTimer();
  expect(announcer.polite).toBe('');
});

test('what is urgent waits for nothing polite', () => {
  announce('Lin Yue joined');
  announce('Time is over', 'assertive');
  expect(announcer.assertive).toBe('Time is over');
});

test('the same sentence is said again, but never waits twice', () => {
  const said: string[] = [];
  announce('Time is over');
  said.push(announcer.polite);
  announce('Time is over');
  announce('Time is over');
  vi.advanceTimersToNextTimer();
  said.push(announcer.polite);
  vi.advanceTimersToNextTimer();
  expect(said.map((text) => text.trim())).toEqual(['Time is over', 'Time is over']);
  expect(said[0]).not.toBe(said[1]);
  expect(announcer.polite).toBe('');
});

test('a flood drops the oldest, not the newest', () => {
  for (let place = 0; place < 20; place++) announce(`line ${place}`);
  const said: string[] = [];
  for (let text = announcer.polite; text !== ''; text = announcer.polite) {
    said.push(text);
    vi.advanceTimersToNextTimer();
  }
  expect(said).toEqual(['line 0', ...[14, 15, 16, 17, 18, 19].map((place) => `line ${place}`)]);
});
