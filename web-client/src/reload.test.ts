import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { reloadOnce } from './reload';

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
