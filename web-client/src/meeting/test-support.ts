/** Stand-ins for what the browser gives. For tests only. */
import type { ClientMessage, ServerMessage } from '../generated/protocol';
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
