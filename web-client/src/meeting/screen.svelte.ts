/** Why no screen could be had. */
export type ScreenFailure = 'system' | 'unknown';

/** What comes of asking for a screen. `cancelled`: the person closed the browser's question. */
export type Asked = 'open' | 'cancelled' | ScreenFailure;

/** Beyond what TypeScript knows: other browsers ignore what they do not. */
interface Wish extends DisplayMediaStreamOptions {
  selfBrowserSurface: 'exclude';
  surfaceSwitching: 'include';
  systemAudio: 'include';
  audio: MediaTrackConstraints & { restrictOwnAudio: boolean };
}

const WISH: Wish = {
  video: { width: { max: 3840 }, height: { max: 2160 }, frameRate: { ideal: 15, max: 30 } },
  // Sound as it is; what comes out of this very page would come back as an echo.
  audio: {
    echoCancellation: false,
    noiseSuppression: false,
    autoGainControl: false,
    restrictOwnAudio: true,
  },
  selfBrowserSurface: 'exclude',
  surfaceSwitching: 'include',
  systemAudio: 'include',
};

/** Phones, and browsers inside of other apps, have no way to share a screen. */
export function canShareScreen(): boolean {
  return typeof navigator.mediaDevices?.getDisplayMedia === 'function';
}

/** The screen (window, tab) that is captured, with its sound if there is any. */
export class ScreenCapture {
  status = $state<'off' | 'asking' | 'live'>('off');
  picture = $state.raw<MediaStreamTrack | null>(null);
  sound = $state.raw<MediaStreamTrack | null>(null);
  #asked = 0;

  /** `ended`: the capture ended by itself, as by the browser's own "Stop sharing". */
  constructor(private readonly ended: () => void) {}

  /** Lets the person choose; to be called while they press something. */
  async open(): Promise<Asked> {
    const asked = ++this.#asked;
    this.status = 'asking';
    try {
      const stream = await navigator.mediaDevices.getDisplayMedia(WISH);
      if (asked !== this.#asked) {
        for (const track of stream.getTracks()) track.stop();
        return 'cancelled';
      }
      return this.#adopt(stream);
    } catch (error) {
      if (asked === this.#asked) this.status = 'off';
      return outcome(error);
    }
  }

  close(): void {
    this.#asked += 1;
    for (const track of [this.picture, this.sound]) {
      if (!track) continue;
      track.onended = null;
      track.stop();
    }
    this.picture = this.sound = null;
    this.status = 'off';
  }

  #adopt(stream: MediaStream): Asked {
    const [picture] = stream.getVideoTracks();
    const [sound] = stream.getAudioTracks();
    if (!picture) {
      this.status = 'off';
      return 'unknown';
    }
    // Sharp letters before smooth movement.
    picture.contentHint = 'detail';
    if (sound) sound.contentHint = 'music';
    picture.onended = () => {
      this.close();
      this.ended();
    };
    this.picture = picture;
    this.sound = sound ?? null;
    this.status = 'live';
    return 'open';
  }
}

function outcome(error: unknown): Asked {
  const { name, message } = error instanceof Error ? error : { name: '', message: '' };
  if (name === 'NotAllowedError') return /system/i.test(message) ? 'system' : 'cancelled';
  return name === 'AbortError' ? 'cancelled' : 'unknown';
}
