import { expect, test } from 'vitest';
import type { TrialAnswer, TrialRequest } from '../generated/protocol';
import { Blocked, Line, Refused } from './line';

/** A socket whose other end the test is. */
class FakeSocket {
  readyState = 1;
  onopen: WebSocket['onopen'] = null;
  onmessage: WebSocket['onmessage'] = null;
  onclose: WebSocket['onclose'] = null;
  said: TrialRequest[] = [];

  send(text: string): void {
    this.said.push(JSON.parse(text) as TrialRequest);
  }
  close(): void {
    this.readyState = 3;
  }
  opens(): void {
    this.onopen?.call(this as unknown as WebSocket, new Event('open'));
  }
  breaks(): void {
    this.onclose?.call(this as unknown as WebSocket, new CloseEvent('close'));
  }
  hears(answer: TrialAnswer): void {
    const event = new MessageEvent('message', { data: JSON.stringify(answer) });
    this.onmessage?.call(this as unknown as WebSocket, event);
  }
}

const { signal } = new AbortController();

async function opened(): Promise<{ line: Line; socket: FakeSocket }> {
  const socket = new FakeSocket();
  const opening = Line.open('pass', signal, () => socket);
  socket.opens();
  socket.hears({ type: 'welcome', ice_servers: [] });
  return { line: await opening, socket };
}

test('it says hello, measures an echo, and matches answers with offers', async () => {
  const { line, socket } = await opened();
  expect(socket.said).toMatchObject([{ type: 'hello', pass: 'pass' }]);
  const echo = line.ping(signal);
  const ping = socket.said[1];
  if (ping?.type !== 'ping') throw new Error('no ping was sent');
  socket.hears({ type: 'pong', sent: ping.sent });
  expect(await echo).toBeGreaterThanOrEqual(0);

  const first = line.offer('sender', 'one', true, signal);
  const second = line.offer('receiver', 'two', true, signal);
  socket.hears({ type: 'answer', id: 3, sdp: 'answer two' });
  socket.hears({ type: 'rejected', id: 2, reason: 'bad_offer' });
  await expect(second).resolves.toBe('answer two');
  await expect(first).rejects.toThrow('bad_offer');
});

test('a socket that does not open is blocked, one that is sent away is refused', async () => {
  const broken = new FakeSocket();
  const blocked = Line.open('pass', signal, () => broken);
  broken.breaks();
  await expect(blocked).rejects.toBeInstanceOf(Blocked);

  const full = new FakeSocket();
  const refused = Line.open('pass', signal, () => full);
  full.opens();
  full.hears({ type: 'goodbye', reason: 'full' });
  full.breaks();
  await expect(refused).rejects.toEqual(new Refused('full'));
  expect(full.readyState).toBe(3);
});

test('what waits for an answer hears that the line broke', async () => {
  const { line, socket } = await opened();
  const answer = line.offer('sender', 'one', true, signal);
  socket.breaks();
  await expect(answer).rejects.toBeInstanceOf(Blocked);
  await expect(line.ping(signal)).rejects.toBeInstanceOf(Blocked);
});

test('a test that is stopped waits for nothing', async () => {
  const stop = new AbortController();
  const socket = new FakeSocket();
  const opening = Line.open('pass', stop.signal, () => socket);
  stop.abort();
  await expect(opening).rejects.toMatchObject({ name: 'AbortError' });
  expect(socket.readyState).toBe(3);
});
