import { afterEach, expect, test, vi } from 'vitest';
import type { Protocol, ProtocolDraft, ProtocolRow } from '../../api';
import { Order } from './order.svelte';

const row = (delegation: string, index: number): ProtocolRow => ({
  number: index + 1,
  by_rule: index + 1,
  delegation,
  partner: null,
  home: false,
  city: { en: delegation },
  country: null,
  label: {},
  flag: null,
  rank: null,
  accepted_at: null,
  people: [],
  reception: null,
});

/** Delegations in the order of the alphabet; the server applies the moves one after another. */
function protocol(version: number, moves: ProtocolDraft['moves'], all = 'abc'): Protocol {
  const order = [...all];
  for (const { delegation, place } of moves) {
    order.splice(order.indexOf(delegation), 1);
    order.splice(place - 1, 0, delegation);
  }
  return {
    version,
    session: 's',
    event: null,
    state: 'planned',
    title: {},
    starts_at: 0,
    minutes: 60,
    zone: 'UTC',
    hall: null,
    languages: ['en'],
    rule: 'rank',
    language: 'en',
    tie_break: ['identity'],
    moves: moves.map((one) => ({ reason: null, ...one, by: 'Alice', at: 0 })),
    rows: order.map(row),
    seatings: [],
  };
}

/** A server whose protocol may be changed by somebody else, too. */
function server(all = 'abc') {
  let current = protocol(0, [], all);
  const kept: ProtocolDraft[] = [];
  vi.stubGlobal('fetch', async (request: Request) => {
    const draft = (await request.json()) as ProtocolDraft;
    const headers = { 'Content-Type': 'application/json' };
    if (draft.version !== current.version) {
      const refusal = { error: 'conflict', message: '', detail: { current } };
      return new Response(JSON.stringify(refusal), { status: 409, headers });
    }
    kept.push(draft);
    current = protocol(current.version + 1, draft.moves, all);
    return new Response(JSON.stringify(current), { headers });
  });
  return { kept, overtake: () => (current = protocol(current.version + 1, [])) };
}

afterEach(() => vi.unstubAllGlobals());
const shown = (order: Order) => order.protocol.rows.map((one) => one.delegation).join('');

test('moves that follow each other quickly are kept one after another, each from where it stands', async () => {
  const { kept } = server();
  const order = new Order(protocol(0, []));
  await Promise.all([order.move('c', { by: -1 }), order.move('c', { by: -1 })]);
  expect(shown(order)).toBe('cab');
  expect(kept.map((draft) => draft.version)).toEqual([0, 1]);
  // Beyond the first there is nothing, and nothing is asked.
  await order.move('c', { by: -1 });
  expect(kept).toHaveLength(2);
});

test('each change can be taken back, the newest first', async () => {
  server();
  const order = new Order(protocol(0, []));
  await order.move('c', { place: 1 });
  await order.explain('c', 'an old friend');
  expect(order.protocol.moves).toMatchObject([{ delegation: 'c', reason: 'an old friend' }]);
  await order.takeBack('c');
  expect(shown(order)).toBe('abc');
  await order.undo();
  expect(shown(order)).toBe('cab');
  await order.undo();
  await order.undo();
  expect([shown(order), order.canUndo]).toEqual(['abc', false]);
});

test('who is moved again after others moves alone, and has the reason of the last time', async () => {
  server('abcd');
  const order = new Order(protocol(0, [], 'abcd'));
  await order.move('d', { place: 1 });
  await order.explain('d', 'an old friend');
  await order.move('c', { place: 2 });
  expect(shown(order)).toBe('dcab');
  await order.move('d', { place: 4 });
  expect(shown(order)).toBe('cabd');
  await order.explain('d', 'at their own wish');
  const reasons = order.protocol.moves.map(({ delegation, reason }) => [delegation, reason]);
  expect(reasons).toEqual([
    ['d', 'an old friend'],
    ['c', null],
    ['d', 'at their own wish'],
  ]);
  await order.takeBack('d');
  expect([shown(order), order.protocol.moves.length]).toEqual(['acbd', 1]);
});

test('what somebody else changed meanwhile is shown and not overwritten', async () => {
  const { kept, overtake } = server();
  const order = new Order(protocol(0, []));
  await order.move('c', { place: 1 });
  overtake();
  expect(await order.move('b', { place: 1 })).toEqual({ kind: 'stale' });
  expect([shown(order), kept.length, order.canUndo]).toEqual(['abc', 1, false]);
});
