import type { IceServer, Picture, Slot, SourceKind } from '../generated/protocol';
import { Peer, type OwnTracks, type ReceiveSlot } from './peer';
import { Disconnected, Refused } from './signal';

/** How the media connection is. `blocked`: nothing got through for a while after the answer. */
export type LinkState = 'none' | 'connecting' | 'connected' | 'interrupted' | 'blocked' | 'refused';

const RESTART_AFTER = 2_000;
const BLOCKED_AFTER = 12_000;
const REBUILDS = 3;

/** What a receive slot shows or sounds. */
export interface Source {
  person: string;
  kind: SourceKind;
  /** It stands still: this device's connection cannot carry it. */
  isPaused: boolean;
}

export interface LinkOptions {
  /** Asks the server for an answer; rejects with `Refused` or `Disconnected`. */
  ask(sdp: string, fresh: boolean): Promise<string>;
  /** The tracks to send, as they are now. */
  tracks(): OwnTracks;
}

/** Keeps one media connection to the server alive: builds, grows, restarts and rebuilds it, one
 *  exchange at a time. It asks nobody for a camera: it lives from the tracks there are. */
export class Link {
  state = $state<LinkState>('none');
  /** Names of the codecs that the server refused, where that is why there is no connection. */
  refusedCodecs = $state<string | null>(null);
  /** What arrives where, by `mid` of the receive slot. */
  mapping = $state.raw<ReadonlyMap<string, Source>>(new Map());
  slots = $state.raw<readonly ReceiveSlot[]>([]);
  /** How many pictures stand still for lack of room. */
  paused = $derived([...this.mapping.values()].filter((source) => source.isPaused).length);
  #peer: Peer | null = null;
  #pictures = 0;
  #relays: readonly IceServer[] = [];
  #saves = false;
  #todo = { exchange: false, restart: false };
  /** The connection that an exchange runs for. Once it is closed its exchange may never end. */
  #working: Peer | null = null;
  #rebuilt = 0;
  #patience: ReturnType<typeof setTimeout> | undefined;

  constructor(private readonly options: LinkOptions) {}

  /** The stream with the picture of `person`, or of their screen, if it arrives. */
  picture(person: string, kind: Picture = 'camera'): MediaStream | null {
    return this.slotOf(person, kind)?.stream ?? null;
  }

  slotOf(person: string, kind: SourceKind): ReceiveSlot | null {
    const fits = ({ mid }: ReceiveSlot) => {
      const source = this.mapping.get(mid);
      return source?.person === person && source.kind === kind;
    };
    return this.slots.find(fits) ?? null;
  }

  /** Whether the picture stands still for lack of room. */
  isPaused(person: string, kind: Picture = 'camera'): boolean {
    const sources = [...this.mapping.values()];
    return sources.some((it) => it.person === person && it.kind === kind && it.isPaused);
  }

  get peer(): Peer | null {
    return this.#peer;
  }

  /** Ways around a firewall, for the next connection and for the next restart of this one. */
  useRelays(relays: readonly IceServer[]): void {
    this.#relays = relays;
    this.#peer?.useRelays(relays);
  }

  /** Builds a new connection: at the start, or when the server has lost the old one. */
  rebuild(): void {
    this.close();
    this.#rebuilt = 0;
    this.#build();
  }

  /** Finds a new way through the network, in place. Without a connection it builds one. */
  restart(): void {
    if (!this.#peer) return this.rebuild();
    this.#todo = { exchange: true, restart: true };
    void this.#work();
  }

  /** Makes room for this many pictures; slots are only ever added. */
  makeRoom(pictures: number): void {
    this.#pictures = Math.max(this.#pictures, pictures);
    if (!this.#peer || this.#peer.pictures >= this.#pictures) return;
    this.#todo.exchange = true;
    void this.#work();
  }

  /** Says again what is to be sent, after a track came, went or was exchanged. */
  refresh(): void {
    void this.#peer?.send(this.options.tracks()).catch(() => undefined);
  }

  saveData(save: boolean): void {
    this.#saves = save;
    this.#peer?.saveData(save);
  }

  mapped(slots: readonly Slot[]): void {
    const next = new Map(this.mapping);
    for (const { mid, person, kind, paused = false } of slots) {
      if (person === null || !kind) next.delete(mid);
      else next.set(mid, { person, kind, isPaused: paused });
    }
    this.mapping = next;
  }

  /** Sends of an own picture only the layers that somebody sees. */
  needed(kind: Picture, layers: readonly string[]): void {
    this.#peer?.needed(kind, layers);
  }

  close(): void {
    clearTimeout(this.#patience);
    this.#peer?.close();
    this.#peer = null;
    this.#todo = { exchange: false, restart: false };
    this.mapping = new Map();
    this.slots = [];
    this.state = 'none';
  }

  #build(): void {
    const peer = new Peer(this.#pictures, this.#relays);
    this.#peer = peer;
    peer.connection.onconnectionstatechange = () => this.#follow(peer);
    this.state = 'connecting';
    this.#todo = { exchange: true, restart: false };
    void peer.send(this.options.tracks()).catch(() => undefined);
    peer.saveData(this.#saves);
    void this.#work();
  }

  async #work(): Promise<void> {
    const peer = this.#peer;
    if (!peer || peer === this.#working) return;
    this.#working = peer;
    while (peer === this.#peer && this.#todo.exchange) await this.#exchange(peer);
    if (peer === this.#working) this.#working = null;
  }

  async #exchange(peer: Peer): Promise<void> {
    const { restart } = this.#todo;
    this.#todo = { exchange: false, restart: false };
    try {
      peer.grow(this.#pictures);
      await peer.negotiate(this.options.ask, restart);
      if (peer !== this.#peer) return;
      this.slots = peer.slots;
      this.#beginPatience();
    } catch (error) {
      if (peer === this.#peer) this.#failed(error);
    }
  }

  #failed(error: unknown): void {
    // A broken line is mended elsewhere, and the welcome that follows asks for what is missing.
    if (error instanceof Disconnected) return;
    const isFinal = error instanceof Refused && error.reason !== 'bad_offer';
    this.close();
    this.#rebuilt += 1;
    if (isFinal || this.#rebuilt > REBUILDS) {
      const isCodec = error instanceof Refused && error.reason === 'unsupported_codec';
      this.refusedCodecs = isCodec ? (error.detail ?? '') : null;
      this.state = 'refused';
    } else this.#build();
  }

  /** An own track that plays or a firewall may delay the first path; silence is explained. */
  #beginPatience(): void {
    clearTimeout(this.#patience);
    this.#patience = setTimeout(() => {
      if (this.state === 'connected') return;
      this.state = 'blocked';
      this.restart();
    }, BLOCKED_AFTER);
  }

  #follow(peer: Peer): void {
    if (peer !== this.#peer) return;
    switch (peer.connection.connectionState) {
      case 'connected':
        clearTimeout(this.#patience);
        this.#rebuilt = 0;
        this.state = 'connected';
        break;
      case 'disconnected':
        this.state = 'interrupted';
        clearTimeout(this.#patience);
        this.#patience = setTimeout(() => this.restart(), RESTART_AFTER);
        break;
      case 'failed':
        if (this.state !== 'blocked') this.state = 'interrupted';
        this.restart();
        break;
      // Firefox says "connecting" while it grows or restarts: not an outage.
      case 'new':
      case 'connecting':
      case 'closed':
        break;
    }
  }
}
