import { randomBytes } from 'node:crypto';
import {
  type Change,
  type ClientMessage,
  type Command,
  type Goodbye,
  NOTICE,
  type Presence,
  PROTOCOL,
  type ServerMessage,
  type Snapshot,
  type You,
} from '../../../../web-client/src/generated/protocol/index.ts';
import { apply } from '../../../../web-client/src/meeting/apply.ts';
import type { Office } from '../office.ts';
import { TextSocket } from './socket.ts';

const PING_EVERY = 5_000;
const PATIENCE = 30_000;

interface Pending {
  done(): void;
  fail(error: Error): void;
}

/** A participant without a page, sound or picture: says what a client says, and knows what it was
 *  told. */
export class Guest {
  you: You | null = null;
  /** What it sees of the room; `null` at the door, outside, and when it is not connected. */
  room: Snapshot | null = null;
  goodbye: Goodbye | null = null;
  /** Told whose line broke or is back, as this participant is told of it. */
  onPresence: (person: string, presence: Presence) => void = () => undefined;
  readonly #token: string;
  readonly #device = randomBytes(8).toString('hex');
  #socket: TextSocket | null = null;
  #pending = new Map<number, Pending>();
  #waiting = new Set<() => void>();
  #next = 1;
  #pings: ReturnType<typeof setInterval> | undefined;

  constructor(
    private readonly office: Office,
    private readonly url: () => string,
    readonly name: string,
    link: string,
  ) {
    this.#token = new URL(link).hash.slice(1);
  }

  /** To the door, or into the meeting if it is open to them. */
  async come(): Promise<void> {
    this.you = this.room = this.goodbye = null;
    const { pass } = await this.office.post<{ pass: string }>('/api/join', { token: this.#token });
    const socket = await TextSocket.open(
      `${this.url()}/ws`,
      (text) => {
        if (socket === this.#socket) this.#hear(JSON.parse(text) as ServerMessage);
      },
      () => {
        if (socket === this.#socket) this.#lose();
      },
    );
    this.#socket = socket;
    const device = this.#device;
    this.#say({
      ...{ type: 'hello', protocol: PROTOCOL, pass, device },
      ...{ acknowledged: NOTICE, language: 'en' },
    });
    this.#pings = setInterval(
      () => this.#say({ type: 'ping', sent: performance.now() }),
      PING_EVERY,
    );
    await this.until('a welcome', () => this.you !== null || this.goodbye !== null);
    if (this.goodbye) throw new Error(`${this.name} was turned away: ${this.goodbye}`);
  }

  /** Resolves once it is done and kept; rejects with the reason when it is refused. */
  async ask(command: Command): Promise<void> {
    const id = this.#next++;
    await new Promise<void>((done, fail) => {
      this.#pending.set(id, { done, fail });
      this.#say({ type: 'request', id, command });
    });
  }

  /** Waits until something is so, by what this participant was told. */
  async until(what: string, holds: () => boolean): Promise<void> {
    if (holds()) return;
    await new Promise<void>((done, fail) => {
      const late = setTimeout(() => {
        this.#waiting.delete(look);
        fail(new Error(`${this.name} waits in vain: ${what}`));
      }, PATIENCE);
      const look = (): void => {
        if (!holds()) return;
        clearTimeout(late);
        this.#waiting.delete(look);
        done();
      };
      this.#waiting.add(look);
    });
  }

  /** Waits until the room is so. */
  sees(what: string, holds: (room: Snapshot) => boolean): Promise<void> {
    return this.until(what, () => this.room !== null && holds(this.room));
  }

  presence(person: string): string | undefined {
    return this.room?.people.find(({ id }) => id === person)?.presence;
  }

  /** Loses the line without a word. */
  cut(): void {
    this.#socket?.cut();
    this.#lose();
  }

  #say(message: ClientMessage): void {
    if (!this.#socket) throw new Error(`${this.name} is not connected`);
    this.#socket.send(JSON.stringify(message));
  }

  #lose(): void {
    clearInterval(this.#pings);
    this.#socket = null;
    this.room = null;
    for (const { fail } of this.#pending.values()) fail(new Error(`${this.name} lost the line`));
    this.#pending.clear();
    this.#look();
  }

  #look(): void {
    for (const look of [...this.#waiting]) look();
  }

  #hear(message: ServerMessage): void {
    if (message.type === 'welcome') {
      this.you = message.you;
      this.room = message.snapshot;
    } else if (message.type === 'delta') this.#change(message.change);
    else if (message.type === 'done') this.#settle(message.id)?.done();
    else if (message.type === 'rejected')
      this.#settle(message.id)?.fail(new Error(`${this.name} is refused: ${message.reason}`));
    else if (message.type === 'goodbye') this.goodbye = message.reason;
    this.#look();
  }

  #settle(id: number): Pending | undefined {
    const pending = this.#pending.get(id);
    this.#pending.delete(id);
    return pending;
  }

  #change(change: Change): void {
    switch (change.change) {
      case 'snapshot':
        this.you = change.you;
        this.room = change.snapshot;
        break;
      case 'outside':
        this.you = change.you;
        this.room = null;
        break;
      case 'you':
        this.you = change.you;
        break;
      case 'muted':
      case 'share_stopped':
      case 'ended':
        break;
      default:
        if (this.room) apply(this.room, change);
        if (change.change === 'presence') this.onPresence(change.person, change.presence);
        if (change.change === 'person') this.onPresence(change.person.id, change.person.presence);
    }
  }
}
