import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Link } from './link.svelte';
import { Disconnected, Refused } from './signal';
import { fakeBrowser, settled, type FakeConnection } from './test-support';

let connections: FakeConnection[];
let link: Link;
/** The offers made so far, and how each is answered. */
let offers: { sdp: string; fresh: boolean; answer: () => void; fail: (error: Error) => void }[];

beforeEach(() => {
  vi.useFakeTimers();
  ({ connections } = fakeBrowser());
  offers = [];
  link = new Link({
    ask: (sdp, fresh) =>
      new Promise((resolve, fail) => {
        offers.push({ sdp, fresh, answer: () => resolve('answer'), fail });
      }),
    tracks: () => ({ microphone: null, camera: null, screen: null, screenSound: null }),
  });
});
afterEach(() => {
  link.close();
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

const newest = (): FakeConnection => {
  const connection = connections.at(-1);
  if (!connection) throw new Error('nothing was built');
  return connection;
};
const offer = () => {
  const last = offers.at(-1);
  if (!last) throw new Error('nothing was offered');
  return last;
};

async function connect(): Promise<void> {
  link.rebuild();
  await settled();
  offer().answer();
  await settled();
  newest().becomes('connected');
}

describe('the media connection', () => {
  it('is built once, and then found anew in place', async () => {
    await connect();
    expect(link.state).toBe('connected');
    link.restart();
    await settled();
    expect(offers.map(({ sdp, fresh }) => [sdp, fresh])).toEqual([
      ['offer 0', true],
      ['offer 0', false],
    ]);
    expect(connections).toHaveLength(1);
  });

  it('is built anew while the one before is stuck in the midst of an exchange', async () => {
    link.rebuild();
    newest().isStuck = true;
    await settled();
    expect(offers).toEqual([]);
    link.rebuild();
    await settled();
    expect(offers.map(({ sdp }) => sdp)).toEqual(['offer 1']);
    offer().answer();
    await settled();
    newest().becomes('connected');
    expect(link.state).toBe('connected');
  });

  it('does not heed an answer to an offer of the one before', async () => {
    link.rebuild();
    await settled();
    const [first] = offers;
    link.rebuild();
    await settled();
    first?.fail(new Refused('bad_offer'));
    await settled();
    expect(connections).toHaveLength(2);
    expect(link.state).toBe('connecting');
    offer().answer();
    await settled();
    expect(link.slots.length).toBeGreaterThan(0);
  });

  it('makes one exchange at a time of many wishes', async () => {
    link.rebuild();
    await settled();
    link.makeRoom(3);
    link.makeRoom(5);
    link.restart();
    await settled();
    expect(offers).toHaveLength(1);
    offer().answer();
    await settled();
    expect(offers).toHaveLength(2);
    offer().answer();
    await settled();
    expect(offers).toHaveLength(2);
  });

  it('waits for the line to come back, and gives up after refusals', async () => {
    link.rebuild();
    await settled();
    offer().fail(new Disconnected());
    await settled();
    expect(connections).toHaveLength(1);
    link.restart();
    for (let turn = 0; turn < 4; turn++) {
      await settled();
      offer().fail(new Refused('bad_offer'));
    }
    await settled();
    expect(link.state).toBe('refused');
    expect(newest().connectionState).toBe('closed');
  });

  it('looks for another way when it breaks, after a moment or at once', async () => {
    await connect();
    newest().becomes('disconnected');
    expect(link.state).toBe('interrupted');
    vi.advanceTimersByTime(2_000);
    await settled();
    expect(offers).toHaveLength(2);
    offer().answer();
    await settled();
    newest().becomes('failed');
    await settled();
    expect(offers).toHaveLength(3);
  });

  it('knows which pictures stand still, until they go on or a new connection is built', async () => {
    await connect();
    const slot = { mid: '8', person: 'ann', kind: 'camera' as const };
    link.mapped([slot, { mid: '9', person: 'ben', kind: 'screen' }]);
    expect(link.paused).toBe(0);
    link.mapped([{ ...slot, paused: true }]);
    expect(link.paused).toBe(1);
    expect(link.isPaused('ann')).toBe(true);
    expect(link.isPaused('ann', 'screen')).toBe(false);
    expect(link.isPaused('ben', 'screen')).toBe(false);
    link.mapped([slot]);
    expect(link.isPaused('ann')).toBe(false);
    link.mapped([{ ...slot, paused: true }]);
    link.rebuild();
    expect(link.paused).toBe(0);
  });
});
