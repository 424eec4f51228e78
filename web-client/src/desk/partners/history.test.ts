import { afterEach, expect, test, vi } from 'vitest';
import { registry, type Exchange } from '../../api/registry';
import { History } from './history.svelte';

const today = '2026-11-27';
afterEach(() => vi.restoreAllMocks());

/** A server with so many exchanges, one a month back from today; every tenth was paid. */
function server(total: number): { asked: number[] } {
  const asked: number[] = [];
  const day = (back: number): string => {
    const at = new Date(Date.UTC(2026, 10 - back, 1));
    return at.toISOString().slice(0, 10);
  };
  const all = Array.from({ length: total }, (_, place) => ({
    version: 1,
    opened_at: null,
    record: {
      id: `x${place}`,
      on: day(place),
      direction: place % 10 === 0 ? 'paid' : 'received',
    } as Exchange,
  }));
  vi.spyOn(registry, 'exchanges').mockImplementation(({ page = 1, per = 50 }) => {
    asked.push(page);
    const items = all.slice((page - 1) * per, page * per);
    return Promise.resolve({
      total,
      items,
      named: { partners: {}, districts: {}, departments: {} },
    }) as ReturnType<typeof registry.exchanges>;
  });
  return { asked };
}

const all = { show: 'all', recent: false } as const;

test('a page opens with what the window needs, and shows a part of it', async () => {
  const { asked } = server(250);
  const history = await History.of('p', today);
  expect(asked).toEqual([1]);
  expect(history.shown(all)).toHaveLength(12);
  expect(history.hasMore(all)).toBe(true);
});

test('more is fetched until it is shown, however far back it lies', async () => {
  const { asked } = server(250);
  const history = await History.of('p', today);
  const paid = { show: 'paid', recent: false } as const;
  expect(history.shown(paid)).toHaveLength(10);
  await history.more(paid);
  expect(asked).toEqual([1, 2, 3]);
  expect(history.shown(paid)).toHaveLength(24);
  await history.more(paid);
  expect(history.shown(paid)).toHaveLength(25);
  expect(history.hasMore(paid)).toBe(false);
});

test('one that is named by the address is reached', async () => {
  server(250);
  const history = await History.of('p', today);
  await history.reach('x130', all);
  expect(history.shown(all).at(-1)?.record.id).toBe('x130');
});

test('a history without entries is whole at once', async () => {
  server(0);
  const history = await History.of('p', today);
  expect(history.isWhole).toBe(true);
  expect(history.hasMore(all)).toBe(false);
});
