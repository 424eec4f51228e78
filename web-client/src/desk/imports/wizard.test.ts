import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { ApiError } from '../../api';
import { imports, type Import } from '../../api/imports';
import { Wizard } from './wizard.svelte';

const running = {
  id: '0000000000001',
  proposal: null,
  progress: { stage: 'writing', done: 1, all: 2 },
} as unknown as Import;

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
});

test('an import that the server forgot while it ran begins again with the file', async () => {
  const get = vi.spyOn(imports, 'get').mockResolvedValueOnce(running);
  const wizard = new Wizard();
  await wizard.resume('0000000000001');
  expect(wizard.step).toBe('result');
  get.mockRejectedValue(new ApiError(404, 'not_found', 'There is no such thing.'));
  await vi.advanceTimersByTimeAsync(1_500);
  expect(wizard.step).toBe('file');
  expect(wizard.failure).not.toBe('');
  const asked = get.mock.calls.length;
  await vi.advanceTimersByTimeAsync(5_000);
  expect(get.mock.calls.length, 'it is not asked about any more').toBe(asked);
});

test('a silence of the network ends nothing', async () => {
  const get = vi.spyOn(imports, 'get').mockResolvedValueOnce(running);
  const wizard = new Wizard();
  await wizard.resume('0000000000001');
  get.mockRejectedValueOnce(new TypeError('no network')).mockResolvedValue(running);
  await vi.advanceTimersByTimeAsync(1_500);
  expect(wizard.step).toBe('result');
  expect(wizard.failure).not.toBe('');
  await vi.advanceTimersByTimeAsync(1_000);
  expect(wizard.failure).toBe('');
  wizard.leave();
});
