import { failureOf, type CaptureFailure } from './capture-failure';

export type CaptureKind = 'microphone' | 'camera';
export type CaptureStatus = 'off' | 'asking' | 'live' | 'failed';

const INPUT: Record<CaptureKind, MediaDeviceKind> = {
  microphone: 'audioinput',
  camera: 'videoinput',
};

const TRACK: Record<CaptureKind, string> = { microphone: 'audio', camera: 'video' };

function constraints(kind: CaptureKind, device: string | null): MediaTrackConstraints {
  const chosen = device === null ? {} : { deviceId: { ideal: device } };
  return kind === 'microphone'
    ? { ...chosen, echoCancellation: true, noiseSuppression: true, autoGainControl: true }
    : { ...chosen, width: { ideal: 1280 }, height: { ideal: 720 }, frameRate: { ideal: 30 } };
}

function remembered(kind: CaptureKind): string | null {
  try {
    return localStorage.getItem(`yunqiao.${kind}`);
  } catch {
    return null;
  }
}

/** One's own microphone or camera: the device chosen, the track that comes from it, and why none
 *  does. What the track says is the truth about "on" and "off". */
export class Capture {
  status = $state<CaptureStatus>('off');
  failure = $state<CaptureFailure | null>(null);
  track = $state.raw<MediaStreamTrack | null>(null);
  /** The device that was asked for; `null` leaves the choice to the browser. */
  device = $state<string | null>(null);
  devices = $state.raw<MediaDeviceInfo[]>([]);
  #enabled = $state(true);
  #mutedOutside = $state(false);
  #asked = 0;

  constructor(
    readonly kind: CaptureKind,
    /** Told whenever the track is another one, or none. */
    private readonly changed: () => void,
  ) {
    this.device = remembered(kind);
  }

  /** Whether sound or picture really leaves the track. */
  get isSending(): boolean {
    return this.status === 'live' && this.#enabled && !this.#mutedOutside;
  }

  get isEnabled(): boolean {
    return this.status === 'live' && this.#enabled;
  }

  /** The browser, the system or a switch on the device holds the track silent. */
  get isMutedOutside(): boolean {
    return this.status === 'live' && this.#mutedOutside;
  }

  /** On, or about to be: what a reload brings back. */
  get isWanted(): boolean {
    return (this.status === 'live' || this.status === 'asking') && this.#enabled;
  }

  get isIdle(): boolean {
    return this.status === 'off' || this.status === 'failed';
  }

  /** Opens the device, asking the person where the browser wants it. */
  async open(): Promise<void> {
    if (this.isIdle) await this.openAnew();
  }

  /** Asks for the device whatever was asked for before. */
  async openAnew(): Promise<void> {
    this.#release();
    const isAwaited = this.ask();
    try {
      const track = await capture(this.kind, this.device);
      if (isAwaited()) this.adopt(track);
      else track.stop();
    } catch (error) {
      if (isAwaited()) this.fail(captureFailure(error));
    }
  }

  /** Notes that the browser is asked for the device. Gives whether the answer is still waited for:
   *  it may come minutes later, when the person has long decided otherwise. */
  ask(): () => boolean {
    const asked = ++this.#asked;
    this.status = 'asking';
    return () => asked === this.#asked;
  }

  /** Takes over a track that was opened elsewhere (one question for both devices). */
  adopt(track: MediaStreamTrack): void {
    this.#asked += 1;
    this.#release();
    this.track = track;
    this.status = 'live';
    this.failure = null;
    track.enabled = this.#enabled;
    this.#mutedOutside = track.muted;
    track.onmute = () => (this.#mutedOutside = true);
    track.onunmute = () => (this.#mutedOutside = false);
    track.onended = () => this.fail('unplugged');
    this.changed();
  }

  fail(failure: CaptureFailure): void {
    this.#asked += 1;
    this.#release();
    this.status = 'failed';
    this.failure = failure;
    this.changed();
  }

  /** Lets the device go; its light goes out. */
  close(): void {
    this.#asked += 1;
    this.#release();
    this.status = 'off';
    this.failure = null;
    this.changed();
  }

  enable(enabled: boolean): void {
    this.#enabled = enabled;
    if (this.track) this.track.enabled = enabled;
  }

  /** Changes the device; what is live stays live. */
  async choose(device: string): Promise<void> {
    this.device = device;
    try {
      localStorage.setItem(`yunqiao.${this.kind}`, device);
    } catch {
      // Not remembered; chosen all the same.
    }
    if (this.status !== 'off') await this.openAnew();
  }

  /** The device of the live track, else the one that was asked for. */
  get current(): string {
    return this.track?.getSettings().deviceId ?? this.device ?? '';
  }

  list(all: readonly MediaDeviceInfo[]): void {
    this.devices = all.filter(({ kind, deviceId }) => kind === INPUT[this.kind] && deviceId !== '');
  }

  #release(): void {
    const track = this.track;
    this.track = null;
    if (!track) return;
    track.onmute = track.onunmute = track.onended = null;
    track.stop();
  }
}

/** What stands in the way before the browser is even asked. */
export function captureFailure(error: unknown): CaptureFailure {
  if (!window.isSecureContext) return 'insecure';
  if (!('mediaDevices' in navigator)) return 'unsupported';
  return failureOf(error);
}

async function capture(kind: CaptureKind, device: string | null): Promise<MediaStreamTrack> {
  const wanted = constraints(kind, device);
  const stream = await navigator.mediaDevices.getUserMedia(
    kind === 'microphone' ? { audio: wanted } : { video: wanted },
  );
  const track = stream.getTracks()[0];
  if (!track) throw new DOMException('no track', 'NotFoundError');
  return track;
}

/** Opens both with a single question; where that fails, each for itself, so that a missing camera
 *  costs nobody the microphone. */
export async function openBoth(microphone: Capture, camera: Capture): Promise<void> {
  const asked = [microphone, camera].map((capture) => ({ capture, isAwaited: capture.ask() }));
  try {
    const stream = await navigator.mediaDevices.getUserMedia({
      audio: constraints('microphone', microphone.device),
      video: constraints('camera', camera.device),
    });
    for (const { capture, isAwaited } of asked) {
      const track = stream.getTracks().find(({ kind }) => kind === TRACK[capture.kind]);
      if (!isAwaited()) track?.stop();
      else if (track) capture.adopt(track);
      else capture.fail('none');
    }
  } catch (error) {
    const failure = captureFailure(error);
    for (const { capture, isAwaited } of asked) await separately(capture, failure, isAwaited);
  }
}

async function separately(
  capture: Capture,
  failure: CaptureFailure,
  isAwaited: () => boolean,
): Promise<void> {
  const mayTry = await isWorthATry(capture.kind, failure);
  if (!isAwaited()) return;
  if (mayTry) await capture.openAnew();
  else capture.fail(failure);
}

/** After a "no" only what was allowed before is tried again; nobody is asked twice. */
async function isWorthATry(kind: CaptureKind, failure: CaptureFailure): Promise<boolean> {
  if (failure === 'denied') return isGranted(kind);
  return failure !== 'insecure' && failure !== 'unsupported';
}

async function isGranted(kind: CaptureKind): Promise<boolean> {
  try {
    const { state } = await navigator.permissions.query({ name: kind as PermissionName });
    return state === 'granted';
  } catch {
    return false;
  }
}
