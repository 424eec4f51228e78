import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { ApiError } from '../../api';
import { imports, type Import, type ImportPreview } from '../../api/imports';
import { keepLast, last } from './last';
import { Wizard } from './wizard.svelte';

const running = {
  id: '0000000000001',
  proposal: null,
  progress: { stage: 'writing', done: 1, all: 2 },
} as unknown as Import;

const waiting = {
  id: '0000000000002',
  proposal: {
    sheet: '',
    kind: 'exchange',
    mapping: { kind: 'exchange', columns: [] },
    problems: [],
  },
  progress: { stage: 'waiting' },
} as unknown as Import;

beforeEach(() => {
  vi.useFakeTimers();
  localStorage.clear();
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

test('what is answered about a file that was put away comes too late', async () => {
  vi.spyOn(imports, 'get').mockResolvedValueOnce(waiting);
  let answer: (preview: ImportPreview) => void = () => undefined;
  vi.spyOn(imports, 'preview').mockReturnValueOnce(new Promise((done) => (answer = done)));
  const wizard = new Wizard();
  await wizard.resume(waiting.id);
  const checked = wizard.check();
  wizard.restart();
  expect(wizard.busy, 'another file can be chosen at once').toBe(false);
  answer({} as ImportPreview);
  await checked;
  expect([wizard.step, wizard.preview, wizard.import]).toEqual(['file', undefined, undefined]);
});

test('whoever comes back is shown what runs, and offered what waits', async () => {
  const get = vi.spyOn(imports, 'get').mockResolvedValue(running);
  keepLast(running.id);
  const wizard = new Wizard();
  await wizard.recall();
  expect([wizard.step, wizard.import?.id]).toEqual(['result', running.id]);
  wizard.leave();

  get.mockResolvedValue(waiting);
  const other = new Wizard();
  await other.recall();
  expect([other.step, other.waiting?.id]).toEqual(['file', waiting.id]);

  get.mockRejectedValue(new ApiError(404, 'not_found', 'There is no such thing.'));
  const third = new Wizard();
  await third.recall();
  expect([third.step, third.failure, last()]).toEqual(['file', '', null]);
});

test('a file of last time that is gone by now is not offered again', async () => {
  const get = vi.spyOn(imports, 'get').mockResolvedValueOnce(waiting);
  keepLast(waiting.id);
  const wizard = new Wizard();
  await wizard.recall();
  expect(wizard.waiting?.id).toBe(waiting.id);
  get.mockRejectedValue(new ApiError(404, 'not_found', 'There is no such thing.'));
  await wizard.resume(waiting.id);
  expect([wizard.step, wizard.waiting, last()]).toEqual(['file', undefined, null]);
  expect(wizard.failure, 'why is said all the same').not.toBe('');
});
