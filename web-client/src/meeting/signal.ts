import {
  PROTOCOL,
  type Change,
  type ClientMessage,
  type Command,
  type Goodbye,
  type Hello,
  type Level,
  type MediaAnswer,
  type PersonQuality,
  type Picture,
  type Reason,
  type Resume,
  type ServerMessage,
  type Slot,
  type Welcome,
} from '../generated/protocol';
import { localNow, type ServerClock } from './clock';

const PING_EVERY = 5_000;
const SILENCE = 10_000;
/** A line that is in doubt gives a sign of life within this time, or is given up. */
const ANSWER_WITHIN = 3_000;
const CONNECT_WITHIN = 6_000;
const FIRST_RETRY = 250;
const LAST_RETRY = 4_000;

/** How the line to the server is. */
export type Line =
  | { at: 'connecting' }
  | { at: 'open' }
  /** Broken; tried again for ever. `retryAt` is local time, `null` while a try runs. */
  | { at: 'lost'; since: number; attempt: number; retryAt: number | null }
  /** The server said goodbye, and coming back is not for this module to decide. */
  | { at: 'closed'; reason: Goodbye };

/** The server refused what was asked for. */
export class Refused extends Error {
  constructor(
    readonly reason: Reason,
    /** What exactly, where the reason alone does not say it. */
    readonly detail?: string,
  ) {
    super(reason);
  }
}

/** The line broke before the answer came; whether it was done is not known. */
export class Disconnected extends Error {}

export interface SignalEvents {
  line(line: Line): void;
  welcome(welcome: Welcome): void;
  change(change: Change): void;
  slots(slots: Slot[]): void;
  layers(kind: Picture, on: string[]): void;
  quality(people: PersonQuality[]): void;
  levels(levels: Level[]): void;
}

/** The part of a WebSocket that is used. */
export type Socket = Pick<
  WebSocket,
  'readyState' | 'send' | 'close' | 'onopen' | 'onmessage' | 'onclose'
>;

export interface SignalOptions {
  open(): Socket;
  /** What is said first, on every connection anew. */
  hello(): Omit<Hello, 'protocol' | 'resume'>;
  clock: ServerClock;
  events: SignalEvents;
  /** Runs something again and again; gives what ends it. */
  every?: (ms: number, run: () => void) => () => void;
  random?: () => number;
}

interface Pending {
  resolve(answer: MediaAnswer | undefined): void;
  reject(error: Error): void;
}

/** ms to wait before the `attempt`-th try (from 0): doubling, at most 4 s, up to a quarter less. */
export function retryDelay(attempt: number, random: () => number): number {
  const full = Math.min(LAST_RETRY, FIRST_RETRY * 2 ** Math.min(attempt, 10));
  return Math.round(full * (1 - random() / 4));
}

function everyNow(ms: number, run: () => void): () => void {
  const timer = setInterval(run, ms);
  return () => clearInterval(timer);
}

/** Goodbyes after which the line is picked up again without asking anybody. */
export function comesBack(reason: Goodbye): boolean {
  return reason === 'restart' || reason === 'too_slow';
}

/** One line to the room: says hello, keeps alive, notices silence, resumes for ever. */
export class Signal {
  #socket: Socket | null = null;
  #line: Line = { at: 'connecting' };
  #pending = new Map<number, Pending>();
  #nextId = 1;
  #resume: Resume | null = null;
  #heard = 0;
  #attempt = 0;
  #since: number | null = null;
  #beaten = 0;
  #endHeartbeat: () => void = () => undefined;
  #doubt: ReturnType<typeof setTimeout> | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #stopped = false;

  constructor(private readonly options: SignalOptions) {}

  get line(): Line {
    return this.#line;
  }

  connect(): void {
    if (this.#stopped || this.#socket) return;
    clearTimeout(this.#timer);
    this.#set(
      this.#since === null
        ? { at: 'connecting' }
        : { at: 'lost', since: this.#since, attempt: this.#attempt, retryAt: null },
    );
    const socket = this.options.open();
    this.#socket = socket;
    socket.onopen = () => this.#say({ type: 'hello', ...this.#hello() });
    socket.onmessage = ({ data }: MessageEvent) => {
      if (socket === this.#socket && typeof data === 'string') this.#hear(data);
    };
    socket.onclose = () => {
      if (socket === this.#socket) this.#lose();
    };
    this.#timer = setTimeout(() => this.#lose(), CONNECT_WITHIN);
  }

  /** Tries at once instead of waiting for the countdown: the network came back, or somebody asked. */
  retryNow(): void {
    if (this.#line.at === 'lost' && this.#line.retryAt !== null) this.connect();
  }

  /** The network may be another one, or the machine has slept: a line that reads open may be dead. */
  check(): void {
    this.retryNow();
    if (this.#line.at !== 'open') return;
    const asked = localNow();
    this.#ping();
    clearTimeout(this.#doubt);
    this.#doubt = setTimeout(() => this.#judge(asked), ANSWER_WITHIN);
  }

  /** Asks for something. Rejects with [`Refused`] or [`Disconnected`]. */
  request(command: Command): Promise<MediaAnswer | undefined> {
    if (this.#line.at !== 'open') return Promise.reject(new Disconnected());
    const id = this.#nextId++;
    return new Promise((resolve, reject) => {
      this.#pending.set(id, { resolve, reject });
      this.#say({ type: 'request', id, command });
    });
  }

  /** Ends the line for good. */
  stop(): void {
    this.#stopped = true;
    this.#drop();
  }

  #hello(): Hello {
    const hello: Hello = { protocol: PROTOCOL, ...this.options.hello() };
    if (this.#resume) hello.resume = this.#resume;
    return hello;
  }

  #say(message: ClientMessage): void {
    if (this.#socket?.readyState === 1) this.#socket.send(JSON.stringify(message));
  }

  #hear(text: string): void {
    this.#heard = localNow();
    const message = JSON.parse(text) as ServerMessage;
    switch (message.type) {
      case 'welcome':
        return this.#welcomed(message);
      case 'delta':
        return this.#changed(message.seq, message.change);
      case 'done':
        return this.#settle(message.id, (pending) => pending.resolve(message.answer));
      case 'rejected':
        return this.#settle(message.id, ({ reject }) =>
          reject(new Refused(message.reason, message.detail)),
        );
      case 'slots':
        return this.options.events.slots(message.slots);
      case 'layers':
        return this.options.events.layers(message.kind, message.on);
      case 'quality':
        return this.options.events.quality(message.people);
      case 'levels':
        return this.options.events.levels(message.levels);
      case 'pong':
        return this.options.clock.pong(message.sent, message.server_time);
      case 'goodbye':
        return this.#dismissed(message.reason);
      default:
        // A newer server may say more than this client knows; that is not for it to judge.
        return message satisfies never;
    }
  }

  #welcomed(welcome: Welcome): void {
    clearTimeout(this.#timer);
    this.options.clock.reset(welcome.server_time);
    const continues = welcome.snapshot === null && this.#resume?.epoch === welcome.epoch;
    const seq = continues && this.#resume ? this.#resume.seq : welcome.seq;
    this.#resume = { epoch: welcome.epoch, seq, sends: welcome.you.sends };
    this.#attempt = 0;
    this.#since = null;
    this.#startHeartbeat();
    this.#set({ at: 'open' });
    this.options.events.welcome(welcome);
  }

  #changed(seq: number, change: Change): void {
    if (!this.#resume || seq <= this.#resume.seq) return;
    this.#resume.seq = seq;
    if ('you' in change) this.#resume.sends = change.you.sends;
    this.options.events.change(change);
  }

  #settle(id: number, how: (pending: Pending) => void): void {
    const pending = this.#pending.get(id);
    this.#pending.delete(id);
    if (pending) how(pending);
  }

  #startHeartbeat(): void {
    this.#endHeartbeat();
    this.#endHeartbeat = (this.options.every ?? everyNow)(PING_EVERY, () => this.#beat());
    this.#beaten = localNow();
    this.#ping();
  }

  #beat(): void {
    const now = localNow();
    // A beat that comes late says that this page slept, not that the server is silent.
    const hasSlept = now - this.#beaten > 2 * PING_EVERY;
    this.#beaten = now;
    if (now - this.#heard <= SILENCE) this.#ping();
    else if (hasSlept) this.check();
    else this.#lose();
  }

  #judge(asked: number): void {
    if (this.#heard >= asked) return;
    // Held up itself, the page may have an answer that it has not read yet.
    if (localNow() - asked > 2 * ANSWER_WITHIN) this.check();
    else this.#lose();
  }

  #ping(): void {
    this.#say({ type: 'ping', sent: localNow() });
  }

  #dismissed(reason: Goodbye): void {
    if (comesBack(reason)) return this.#lose();
    this.#drop();
    this.#set({ at: 'closed', reason });
  }

  #lose(): void {
    this.#drop();
    if (this.#stopped) return;
    const now = localNow();
    this.#since ??= now;
    const delay = retryDelay(this.#attempt, this.options.random ?? Math.random);
    this.#attempt += 1;
    this.#timer = setTimeout(() => this.connect(), delay);
    this.#set({ at: 'lost', since: this.#since, attempt: this.#attempt, retryAt: now + delay });
  }

  #drop(): void {
    clearTimeout(this.#timer);
    clearTimeout(this.#doubt);
    this.#endHeartbeat();
    const socket = this.#socket;
    this.#socket = null;
    if (socket) {
      socket.onopen = socket.onmessage = socket.onclose = null;
      socket.close();
    }
    const pending = [...this.#pending.values()];
    this.#pending.clear();
    for (const { reject } of pending) reject(new Disconnected());
  }

  #set(line: Line): void {
    this.#line = line;
    this.options.events.line(line);
  }
}
