/** Stand-ins for what the browser gives. For tests only. */
import { vi } from 'vitest';
import {
  PROTOCOL,
  type ClientMessage,
  type FloorView,
  type PersonView,
  type ServerMessage,
  type Snapshot,
  type Welcome,
} from '../generated/protocol';
import type { Socket } from './signal';

/** A track of the browser, as far as the client looks at it. */
export class FakeTrack {
  enabled = true;
  muted = false;
  readyState: MediaStreamTrackState = 'live';
  onmute: (() => void) | null = null;
  onunmute: (() => void) | null = null;
  onended: (() => void) | null = null;

  constructor(readonly kind: 'audio' | 'video') {}

  stop(): void {
    this.readyState = 'ended';
  }
  getSettings(): MediaTrackSettings {
    return {};
  }
}

/** `navigator.mediaDevices` whose questions the test answers. */
export class FakeDevices extends EventTarget {
  questions: {
    wanted: MediaStreamConstraints;
    allow: () => void;
    refuse: (name: string) => void;
  }[] = [];
  tracks: FakeTrack[] = [];

  getUserMedia(wanted: MediaStreamConstraints): Promise<MediaStream> {
    return new Promise((resolve, reject) => {
      this.questions.push({
        wanted,
        allow: () => resolve(this.#stream(wanted)),
        refuse: (name) => reject(new DOMException('refused', name)),
      });
    });
  }
  enumerateDevices(): Promise<MediaDeviceInfo[]> {
    return Promise.resolve([]);
  }

  /** The question that was put last. */
  get asked() {
    const question = this.questions.at(-1);
    if (!question) throw new Error('nobody was asked');
    return question;
  }
  get lit(): FakeTrack[] {
    return this.tracks.filter(({ readyState }) => readyState === 'live');
  }

  #stream({ audio, video }: MediaStreamConstraints): MediaStream {
    const kinds = [audio && 'audio', video && 'video'] as const;
    const tracks = kinds.flatMap((kind) => (kind ? [new FakeTrack(kind)] : []));
    this.tracks.push(...tracks);
    return { getTracks: () => tracks } as unknown as MediaStream;
  }
}

export class FakeSocket implements Socket {
  readyState: Socket['readyState'] = 0;
  onopen: Socket['onopen'] = null;
  onmessage: Socket['onmessage'] = null;
  onclose: Socket['onclose'] = null;
  said: ClientMessage[] = [];

  send(text: string): void {
    this.said.push(JSON.parse(text) as ClientMessage);
  }
  close(): void {
    this.readyState = 3;
  }
  opens(): void {
    this.readyState = 1;
    this.onopen?.call(this as unknown as WebSocket, new Event('open'));
  }
  breaks(): void {
    this.readyState = 3;
    this.onclose?.call(this as unknown as WebSocket, new CloseEvent('close'));
  }
  hears(message: ServerMessage): void {
    const event = new MessageEvent('message', { data: JSON.stringify(message) });
    this.onmessage?.call(this as unknown as WebSocket, event);
  }
}

/** A connection that negotiates nothing by itself; once closed, what it was asked never ends. */
export class FakeConnection {
  connectionState: RTCPeerConnectionState = 'new';
  signalingState: RTCSignalingState = 'stable';
  localDescription: RTCSessionDescriptionInit | null = null;
  onconnectionstatechange: (() => void) | null = null;
  transceivers: { mid: string | null; sender: FakeSender }[] = [];
  /** A step of the exchange does not end while this is so. */
  isStuck = false;

  #configuration: RTCConfiguration;

  constructor(configuration: RTCConfiguration = {}) {
    this.#configuration = configuration;
    made.push(this);
  }

  addTransceiver(): unknown {
    const transceiver = {
      mid: null,
      sender: new FakeSender(),
      receiver: { track: null },
      setCodecPreferences: () => undefined,
    };
    this.transceivers.push(transceiver);
    return transceiver;
  }
  getConfiguration(): RTCConfiguration {
    return this.#configuration;
  }
  setConfiguration(configuration: RTCConfiguration): void {
    this.#configuration = configuration;
  }
  async createOffer(): Promise<RTCSessionDescriptionInit> {
    await this.#step();
    return { type: 'offer', sdp: `offer ${made.indexOf(this)}` };
  }
  async setLocalDescription(description: RTCSessionDescriptionInit): Promise<void> {
    await this.#step();
    this.localDescription = description;
    this.signalingState = description.type === 'rollback' ? 'stable' : 'have-local-offer';
  }
  async setRemoteDescription(): Promise<void> {
    await this.#step();
    this.signalingState = 'stable';
    this.transceivers.forEach((transceiver, mid) => (transceiver.mid = String(mid)));
  }
  close(): void {
    this.connectionState = this.signalingState = 'closed';
  }
  becomes(state: RTCPeerConnectionState): void {
    this.connectionState = state;
    this.onconnectionstatechange?.();
  }

  async #step(): Promise<void> {
    if (this.isStuck || this.signalingState === 'closed') await new Promise(() => undefined);
  }
}

class FakeSender {
  track: unknown = null;
  replaceTrack(track: unknown): Promise<void> {
    this.track = track;
    return Promise.resolve();
  }
  getParameters(): { encodings: RTCRtpEncodingParameters[] } {
    return { encodings: [] };
  }
  setParameters(): Promise<void> {
    return Promise.resolve();
  }
}

const made: FakeConnection[] = [];

/** Puts stand-ins in the place of the browser's media; gives the devices and all connections. */
export function fakeBrowser(): { devices: FakeDevices; connections: FakeConnection[] } {
  const devices = new FakeDevices();
  made.length = 0;
  vi.stubGlobal('isSecureContext', true);
  vi.stubGlobal('navigator', { mediaDevices: devices, userAgent: '' });
  vi.stubGlobal(
    'MediaStream',
    class {
      constructor(readonly tracks: unknown) {}
    },
  );
  vi.stubGlobal('RTCPeerConnection', FakeConnection);
  vi.stubGlobal('RTCRtpReceiver', { getCapabilities: () => ({ codecs: [] }) });
  vi.stubGlobal(
    'AudioContext',
    class {
      state = 'suspended';
      createAnalyser = () => ({});
      createMediaStreamSource = () => ({ connect: () => undefined, disconnect: () => undefined });
      resume = () => Promise.resolve();
      close = () => Promise.resolve();
    },
  );
  return { devices, connections: made };
}

/** Lets everything happen that waits for nothing but its turn. */
export async function settled(): Promise<void> {
  for (let turn = 0; turn < 20; turn++) await Promise.resolve();
}

export const person = (id: string, more: Partial<PersonView> = {}): PersonView => ({
  id,
  delegation: 'd1',
  role: 'delegate',
  rank: 'other',
  name: { en: id },
  title: {},
  language: 'en',
  presence: 'here',
  microphone: 'off',
  camera: 'off',
  ...more,
});

/** Nobody speaks, and nothing limits it. */
export const freeFloor: FloorView = {
  turn: null,
  order: 'hands',
  queue: [],
  next: null,
  points: [],
  heard: null,
  silenced: [],
  speaker_seconds: null,
  delegation_seconds: null,
  at_limit: 'soft',
  spent: [],
};

export const room = (more: Partial<Snapshot> = {}): Snapshot =>
  ({
    session: 's',
    title: { en: 'Session' },
    starts_at: 0,
    minutes: 60,
    zone: 'Asia/Shanghai',
    languages: ['zh-CN', 'en'],
    admission: 'by_host',
    rehearsal: false,
    opened_at: 0,
    delegations: [
      {
        id: 'd1',
        city: { en: 'Hangzhou' },
        country: 'CN',
        head: null,
        display: { label: {}, flag: null },
      },
    ],
    people: [person('alice')],
    lobby: [],
    agenda: [],
    hands: [],
    chat: [],
    speaker: null,
    record: 'kept',
    hall: null,
    cues: [],
    stage_calls: [],
    floor: freeFloor,
    votes: { delegations: [], people: [], votes: [] },
    removed: [],
    notes: [],
    stage: { opened_at: null, on_stage: [], backstage: [], spotlight: null, pinned: null },
    sides: { rooms: [], away: [] },
    signings: [],
    photo: null,
    films: { films: [], showing: null, fetched: [] },
    ...more,
  }) as Snapshot;

export const welcome = (more: Partial<Welcome> = {}): ServerMessage => ({
  type: 'welcome',
  protocol: PROTOCOL,
  epoch: 1,
  seq: 10,
  server_time: 0,
  you: { person: 'alice', role: 'delegate', presence: 'here', sends: true },
  media: 'lost',
  ice_servers: [],
  snapshot: room(),
  ...more,
});
