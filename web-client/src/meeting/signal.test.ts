import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { ServerMessage, Snapshot, Welcome } from '../generated/protocol';
import { ServerClock } from './clock';
import { Disconnected, Refused, retryDelay, Signal, type Line } from './signal';
import { FakeSocket } from './test-support';

const you = { person: 'alice', role: 'host', presence: 'here', sends: true } as const;
const welcome = (more: Partial<Welcome> = {}): ServerMessage => ({
  type: 'welcome',
  protocol: 1,
  epoch: 1,
  seq: 10,
  server_time: 0,
  you,
  media: 'lost',
  snapshot: {} as Snapshot,
  ice_servers: [],
  ...more,
});

describe('the line to the server', () => {
  let sockets: FakeSocket[];
  let lines: Line[];
  let changes: number[];
  let signal: Signal;
  /** The heartbeat, which comes by itself unless the page is held up. */
  let beat: () => void;
  let isHeldUp: boolean;

  beforeEach(() => {
    vi.useFakeTimers();
    isHeldUp = false;
    sockets = [];
    lines = [];
    changes = [];
    signal = new Signal({
      open: () => {
        const socket = new FakeSocket();
        sockets.push(socket);
        return socket;
      },
      hello: () => ({ pass: 'pass', device: 'device', language: 'en' }),
      clock: new ServerClock(),
      random: () => 0,
      every: (ms, run) => {
        beat = run;
        const timer = setInterval(() => !isHeldUp && run(), ms);
        return () => clearInterval(timer);
      },
      events: {
        line: (line) => lines.push(line),
        welcome: () => undefined,
        change: (change) => changes.push(change.change === 'opened' ? change.at : -1),
        slots: () => undefined,
        layers: () => undefined,
        quality: () => undefined,
        levels: () => undefined,
      },
    });
    signal.connect();
  });
  afterEach(() => {
    signal.stop();
    vi.useRealTimers();
  });

  const last = (): FakeSocket => sockets[sockets.length - 1] ?? new FakeSocket();
  const openLine = (message: ServerMessage = welcome()): void => {
    last().opens();
    last().hears(message);
  };
  const opened = (seq: number): ServerMessage => ({
    type: 'delta',
    seq,
    change: { change: 'opened', at: seq },
  });

  it('says hello first, without anything to resume', () => {
    last().opens();
    expect(last().said).toEqual([
      { type: 'hello', protocol: 1, pass: 'pass', device: 'device', language: 'en' },
    ]);
  });

  it('resumes from the last change it heard', () => {
    openLine();
    last().hears(opened(12));
    last().breaks();
    vi.advanceTimersByTime(250);
    last().opens();
    expect(last().said[0]).toMatchObject({ resume: { epoch: 1, seq: 12, sends: true } });
    last().hears(welcome({ seq: 12, snapshot: null }));
    last().hears(opened(12));
    last().hears(opened(15));
    expect(changes).toEqual([12, 15]);
  });

  it('says on coming back whether it was the device that sent', () => {
    openLine();
    last().hears({
      type: 'delta',
      seq: 11,
      change: { change: 'you', you: { ...you, sends: false } },
    });
    last().breaks();
    vi.advanceTimersByTime(250);
    last().opens();
    expect(last().said[0]).toMatchObject({ resume: { epoch: 1, seq: 11, sends: false } });
  });

  it('starts to count anew in another epoch', () => {
    openLine();
    last().hears(opened(100));
    last().breaks();
    vi.advanceTimersByTime(250);
    openLine(welcome({ epoch: 2, seq: 3 }));
    last().hears(opened(4));
    expect(changes).toEqual([100, 4]);
  });

  it('tries again for ever, more and more rarely, and says when', () => {
    openLine();
    last().breaks();
    for (const delay of [250, 500, 1000, 2000, 4000, 4000, 4000]) {
      const line = lines[lines.length - 1];
      expect(line).toMatchObject({ at: 'lost' });
      vi.advanceTimersByTime(delay - 1);
      const before = sockets.length;
      vi.advanceTimersByTime(1);
      expect(sockets.length).toBe(before + 1);
      last().breaks();
    }
    vi.advanceTimersByTime(4_000);
    openLine();
    expect(signal.line).toEqual({ at: 'open' });
  });

  it('gives up on a connection that never opens', () => {
    vi.advanceTimersByTime(6_000);
    expect(signal.line.at).toBe('lost');
  });

  it('keeps the line alive, and notices when it fell silent', () => {
    openLine();
    vi.advanceTimersByTime(5_000);
    expect(last().said.filter(({ type }) => type === 'ping')).toHaveLength(2);
    vi.advanceTimersByTime(10_000);
    expect(signal.line.at).toBe('lost');
  });

  it('does not take a quiet room for a broken line', () => {
    openLine();
    for (let second = 0; second < 60; second += 5) {
      vi.advanceTimersByTime(5_000);
      last().hears({ type: 'pong', sent: 0, server_time: 0 });
    }
    expect(signal.line).toEqual({ at: 'open' });
  });

  it('does not take its own sleep for a silence of the server', () => {
    openLine();
    isHeldUp = true;
    vi.advanceTimersByTime(60_000);
    const before = last().said.length;
    beat();
    expect(signal.line).toEqual({ at: 'open' });
    expect(last().said.slice(before)).toEqual([{ type: 'ping', sent: expect.any(Number) }]);
    vi.advanceTimersByTime(1_000);
    last().hears({ type: 'pong', sent: 0, server_time: 0 });
    vi.advanceTimersByTime(10_000);
    expect(signal.line).toEqual({ at: 'open' });
  });

  it('loses the line when nothing is heard after a sleep', () => {
    openLine();
    isHeldUp = true;
    vi.advanceTimersByTime(60_000);
    beat();
    vi.advanceTimersByTime(3_000);
    expect(signal.line.at).toBe('lost');
  });

  it('gives a line up that does not carry over to another network', () => {
    openLine();
    vi.advanceTimersByTime(1_000);
    signal.check();
    vi.advanceTimersByTime(2_999);
    expect(signal.line).toEqual({ at: 'open' });
    vi.advanceTimersByTime(1);
    expect(signal.line).toMatchObject({ at: 'lost', attempt: 1 });
  });

  it('asks again when it could not have read the answer', () => {
    openLine();
    vi.advanceTimersByTime(1_000);
    signal.check();
    const now = performance.now();
    vi.spyOn(performance, 'now').mockReturnValue(now + 30_000);
    const before = last().said.length;
    vi.advanceTimersByTime(3_000);
    vi.mocked(performance.now).mockRestore();
    expect(signal.line).toEqual({ at: 'open' });
    expect(
      last()
        .said.slice(before)
        .map(({ type }) => type),
    ).toContain('ping');
  });

  it('keeps a line that does', () => {
    openLine();
    vi.advanceTimersByTime(1_000);
    signal.check();
    vi.advanceTimersByTime(500);
    last().hears({ type: 'pong', sent: 0, server_time: 0 });
    vi.advanceTimersByTime(4_000);
    expect(signal.line).toEqual({ at: 'open' });
  });

  it('brings each answer to its request', async () => {
    openLine();
    const done = signal.request({ do: 'offer', sdp: 'offer', fresh: true });
    const refused = signal.request({ do: 'admit_all' });
    last().hears({ type: 'rejected', id: 2, reason: 'not_allowed' });
    last().hears({ type: 'done', id: 1, answer: { sdp: 'answer' } });
    await expect(done).resolves.toEqual({ sdp: 'answer' });
    await expect(refused).rejects.toEqual(new Refused('not_allowed'));
  });

  it('says that what was asked on a broken line may not be done', async () => {
    openLine();
    const asked = signal.request({ do: 'hand', raised: true });
    last().breaks();
    await expect(asked).rejects.toBeInstanceOf(Disconnected);
    await expect(signal.request({ do: 'leave' })).rejects.toBeInstanceOf(Disconnected);
  });

  it('comes back after a restart, and not after being removed', () => {
    openLine();
    last().hears({ type: 'goodbye', reason: 'restart' });
    expect(signal.line.at).toBe('lost');
    vi.advanceTimersByTime(250);
    openLine();
    last().hears({ type: 'goodbye', reason: 'removed' });
    expect(signal.line).toEqual({ at: 'closed', reason: 'removed' });
    const before = sockets.length;
    vi.advanceTimersByTime(60_000);
    expect(sockets.length).toBe(before);
  });

  it('tries at once when the network is back', () => {
    openLine();
    last().breaks();
    const before = sockets.length;
    signal.check();
    expect(sockets.length).toBe(before + 1);
    signal.check();
    expect(sockets.length).toBe(before + 1);
  });
});

it('spreads the tries of many over a quarter of the time', () => {
  expect(retryDelay(3, () => 0)).toBe(2_000);
  expect(retryDelay(3, () => 1)).toBe(1_500);
  expect(retryDelay(99, () => 0)).toBe(4_000);
});
