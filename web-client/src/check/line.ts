/** The WebSocket of a connection test: an echo, and offers to the media engine. */

import {
  PROTOCOL,
  type Goodbye,
  type IceServer,
  type TrialAnswer,
  type TrialEnd,
  type TrialRequest,
} from '../generated/protocol';

/** A network that lets no WebSocket through often just says nothing. */
const PATIENCE = 8_000;

/** The service let nobody in, or ended the test; the network did not. */
export class Refused extends Error {
  constructor(readonly reason: Goodbye) {
    super(reason);
  }
}

/** The WebSocket does not open, or it broke. */
export class Blocked extends Error {}

type Socket = Pick<WebSocket, 'send' | 'close' | 'onopen' | 'onmessage' | 'onclose'>;

const ours = (): Socket =>
  new WebSocket(new URL('/api/check/line', location.href.replace(/^http/, 'ws')));

interface Waiting<Answer> {
  resolve: (answer: Answer) => void;
  reject: (error: Error) => void;
}

export class Line {
  iceServers: readonly IceServer[] = [];
  #socket: Socket;
  #welcome: Waiting<void> | null = null;
  #pongs = new Map<number, Waiting<void>>();
  #offers = new Map<number, Waiting<string>>();
  #asked = 0;
  #ended: Error | null = null;

  private constructor(socket: Socket) {
    this.#socket = socket;
  }

  /** Opens a line; throws what stands in the way. */
  static async open(pass: string, signal: AbortSignal, make = ours): Promise<Line> {
    const line = new Line(make());
    try {
      await withinTime(line.#greet(pass), PATIENCE, signal, () => new Blocked());
      return line;
    } catch (error) {
      line.close();
      throw error;
    }
  }

  /** Milliseconds until an echo comes back. */
  async ping(signal: AbortSignal): Promise<number> {
    const before = performance.now();
    // A whole number: it comes back as it was, which not every fraction does.
    const sent = ++this.#asked;
    const echo = this.#ask(this.#pongs, sent, { type: 'ping', sent });
    await withinTime(echo, PATIENCE, signal, () => new Blocked());
    return performance.now() - before;
  }

  /** The answer to an offer. */
  async offer(end: TrialEnd, sdp: string, fresh: boolean, signal: AbortSignal): Promise<string> {
    const id = ++this.#asked;
    const answer = this.#ask(this.#offers, id, { type: 'offer', id, end, sdp, fresh });
    return withinTime(answer, PATIENCE, signal, () => new Blocked());
  }

  close(): void {
    this.#fail(new Blocked());
    this.#socket.close();
  }

  #greet(pass: string): Promise<void> {
    const socket = this.#socket;
    socket.onopen = () => this.#say({ type: 'hello', protocol: PROTOCOL, pass });
    socket.onmessage = ({ data }) => this.#hear(JSON.parse(String(data)) as TrialAnswer);
    socket.onclose = () => this.#fail(new Blocked());
    return new Promise((resolve, reject) => (this.#welcome = { resolve, reject }));
  }

  #ask<Key, Answer>(
    table: Map<Key, Waiting<Answer>>,
    key: Key,
    request: TrialRequest,
  ): Promise<Answer> {
    if (this.#ended) return Promise.reject(this.#ended);
    return new Promise((resolve, reject) => {
      table.set(key, { resolve, reject });
      this.#say(request);
    });
  }

  #say(request: TrialRequest): void {
    this.#socket.send(JSON.stringify(request));
  }

  #hear(answer: TrialAnswer): void {
    switch (answer.type) {
      case 'welcome':
        this.iceServers = answer.ice_servers;
        return this.#welcome?.resolve();
      case 'pong':
        return this.#pongs.get(answer.sent)?.resolve();
      case 'answer':
        return this.#offers.get(answer.id)?.resolve(answer.sdp);
      case 'rejected':
        return this.#offers.get(answer.id)?.reject(new Error(answer.reason));
      case 'goodbye':
        return this.#fail(new Refused(answer.reason));
    }
  }

  /** The first reason stands. */
  #fail(error: Error): void {
    this.#ended ??= error;
    const waiting = [this.#welcome, ...this.#pongs.values(), ...this.#offers.values()];
    for (const one of waiting) one?.reject(this.#ended);
  }
}

/** The promise's outcome, or the abort. */
export function unlessStopped<Value>(promise: Promise<Value>, signal: AbortSignal): Promise<Value> {
  return new Promise((resolve, reject) => {
    const stop = () => reject(new DOMException('stopped', 'AbortError'));
    if (signal.aborted) stop();
    signal.addEventListener('abort', stop);
    const forget = () => signal.removeEventListener('abort', stop);
    void promise.then(resolve, reject).finally(forget);
  });
}

/** The promise's outcome; or `late()` after `patience` ms; or the abort. */
export function withinTime<Value>(
  promise: Promise<Value>,
  patience: number,
  signal: AbortSignal,
  late: () => Error,
): Promise<Value> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const time = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(late()), patience);
  });
  const outcome = unlessStopped(Promise.race([promise, time]), signal);
  return outcome.finally(() => clearTimeout(timer));
}

/** After so many ms, or at the abort, which is thrown. */
export function pause(ms: number, signal: AbortSignal): Promise<void> {
  return unlessStopped(new Promise((resolve) => setTimeout(resolve, ms)), signal);
}
