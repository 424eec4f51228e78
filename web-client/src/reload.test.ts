import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { reloadIfOlder, reloadOnce } from './reload';

beforeEach(() => {
  vi.useFakeTimers();
  sessionStorage.clear();
});
afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
});

it('reloads, but not in a circle', () => {
  const reload = vi.fn();
  expect(reloadOnce(reload)).toBe(true);
  vi.advanceTimersByTime(59_000);
  expect(reloadOnce(reload)).toBe(false);
  vi.advanceTimersByTime(1_000);
  expect(reloadOnce(reload)).toBe(true);
  expect(reload).toHaveBeenCalledTimes(2);
});

it('does not reload where it cannot remember that it did', () => {
  vi.stubGlobal('sessionStorage', {
    getItem: () => {
      throw new DOMException('forbidden', 'SecurityError');
    },
  });
  const reload = vi.fn();
  expect(reloadOnce(reload)).toBe(false);
  expect(reload).not.toHaveBeenCalled();
  vi.unstubAllGlobals();
});

describe('a part that does not load', () => {
  const answer = (respond: () => Promise<Response>) => vi.stubGlobal('fetch', vi.fn(respond));
  afterEach(() => vi.unstubAllGlobals());

  it('is missing in a newer service: the page is loaded anew, once', async () => {
    answer(() => Promise.resolve(new Response()));
    const reload = vi.fn();
    expect(await reloadIfOlder(() => true, reload)).toBe(true);
    expect(fetch).toHaveBeenCalledWith('/', { method: 'HEAD', cache: 'no-store' });
    expect(await reloadIfOlder(() => true, reload)).toBe(false);
    expect(reload).toHaveBeenCalledOnce();
  });

  it('or cannot be reached, and a reload would lose the rest', async () => {
    const reload = vi.fn();
    answer(() => Promise.resolve(new Response(null, { status: 502 })));
    expect(await reloadIfOlder(() => true, reload)).toBe(false);
    answer(() => Promise.reject(new TypeError('no network')));
    expect(await reloadIfOlder(() => true, reload)).toBe(false);
    expect(reload).not.toHaveBeenCalled();
  });

  it('is no matter once another page was opened', async () => {
    answer(() => Promise.resolve(new Response()));
    const reload = vi.fn();
    expect(await reloadIfOlder(() => false, reload)).toBe(false);
    expect(reload).not.toHaveBeenCalled();
  });
});
