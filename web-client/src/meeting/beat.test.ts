import { afterEach, beforeEach, expect, it, vi } from 'vitest';

let made: FakeWorker[];

class FakeWorker {
  onmessage: (() => void) | null = null;
  onerror: (() => void) | null = null;
  asked: unknown[] = [];
  terminate = vi.fn();

  constructor(readonly address: unknown) {
    made.push(this);
  }
  postMessage(what: unknown): void {
    this.asked.push(what);
  }
}

/** Anew each time: the policy is made once in the life of a page. */
const load = async () => (await import('./beat')).beat;

beforeEach(() => {
  vi.useFakeTimers();
  vi.resetModules();
  made = [];
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

it('counts in a worker, where the background does not slow it down', async () => {
  vi.stubGlobal('Worker', FakeWorker);
  const run = vi.fn();
  const end = (await load())(5_000, run);
  expect(made.map(({ address, asked }) => [address, asked])).toEqual([['/beat.js', [5_000]]]);
  vi.advanceTimersByTime(5_000);
  expect(run).not.toHaveBeenCalled();
  made[0]?.onmessage?.();
  expect(run).toHaveBeenCalledOnce();
  end();
  expect(made[0]?.terminate).toHaveBeenCalledOnce();
});

it('asks the policy of the page for the address, once', async () => {
  const createPolicy = vi.fn((_: string, rules: { createScriptURL(from: string): string }) => ({
    createScriptURL: (from: string) => `trusted ${rules.createScriptURL(from)}`,
  }));
  vi.stubGlobal('trustedTypes', { createPolicy });
  vi.stubGlobal('Worker', FakeWorker);
  const beat = await load();
  beat(5_000, () => undefined);
  beat(5_000, () => undefined);
  expect(made.map(({ address }) => address)).toEqual(['trusted /beat.js', 'trusted /beat.js']);
  expect(createPolicy).toHaveBeenCalledOnce();
});

it('counts in the page where no worker is to be had', async () => {
  vi.stubGlobal('Worker', undefined);
  const run = vi.fn();
  const end = (await load())(5_000, run);
  vi.advanceTimersByTime(10_000);
  end();
  vi.advanceTimersByTime(10_000);
  expect(run).toHaveBeenCalledTimes(2);
});

it('counts in the page when the worker does not load', async () => {
  vi.stubGlobal('Worker', FakeWorker);
  const run = vi.fn();
  const end = (await load())(5_000, run);
  made[0]?.onerror?.();
  vi.advanceTimersByTime(5_000);
  expect(run).toHaveBeenCalledOnce();
  end();
  vi.advanceTimersByTime(5_000);
  expect(run).toHaveBeenCalledOnce();
});
