import { Capture, captureFailure, openBoth } from './capture.svelte';
import { Meter } from './meter';
import type { Sent } from './offer.svelte';
import { Steady } from './quality';

const READ_EVERY = 100;
/** Below this peak there is no room around the microphone at all: it is switched off somewhere. */
const DEAD = 0.0004;
const SPEAKER_KEY = 'yunqiao.speaker';

/** One's own devices: microphone, camera, and where the sound comes out. */
export class Media {
  readonly microphone: Capture;
  readonly camera: Capture;
  /** Loudest sample of the last moment, 0 to 1. */
  peak = $state(0);
  /** Unmuted, and yet nothing at all comes from the microphone. */
  isSilent = $state(false);
  speakers = $state.raw<MediaDeviceInfo[]>([]);
  /** `''` is the system's own choice. */
  speaker = $state('');
  /** How loud a shared screen plays, 0 to 1. */
  screenVolume = $state(1);
  /** The browser holds received sound back until somebody asks for it. */
  isSoundBlocked = $state(false);
  /** Told whenever a track is another one, or none. */
  onchange: () => void = () => undefined;

  #meter = new Meter();
  #dead = new Steady(6_000, 1_000);
  #players = new Set<HTMLMediaElement>();
  #timer: ReturnType<typeof setInterval> | undefined;

  constructor() {
    this.microphone = new Capture('microphone', () => {
      this.#meter.listen(this.microphone.track);
      this.#dead.reset();
      this.isSilent = false;
      this.onchange();
    });
    this.camera = new Capture('camera', () => this.onchange());
  }

  /** Begins to follow the devices; gives what ends it. */
  start(): () => void {
    try {
      this.speaker = localStorage.getItem(SPEAKER_KEY) ?? '';
    } catch {
      // The system's choice then.
    }
    const list = () => void this.list();
    navigator.mediaDevices?.addEventListener('devicechange', list);
    this.#timer = setInterval(() => this.#read(), READ_EVERY);
    return () => {
      navigator.mediaDevices?.removeEventListener('devicechange', list);
      clearInterval(this.#timer);
      this.close();
      this.#meter.close();
    };
  }

  /** Opens what is wanted; both are asked for with one question. */
  async open(wanted: Sent): Promise<void> {
    if (!('mediaDevices' in navigator)) {
      const failure = captureFailure(null);
      this.microphone.fail(failure);
      this.camera.fail(failure);
      return;
    }
    const microphone = wanted.microphone && this.microphone.isIdle;
    const camera = wanted.camera && this.camera.isIdle;
    if (microphone && camera) await openBoth(this.microphone, this.camera);
    else if (microphone) await this.microphone.open();
    else if (camera) await this.camera.open();
    await this.list();
  }

  /** What is on, or about to be. */
  get wanted(): Sent {
    return { microphone: this.microphone.isWanted, camera: this.camera.isWanted };
  }

  /** Lets both devices go, and waits for no permission any more. */
  close(): void {
    if (this.microphone.status !== 'off') this.microphone.close();
    if (this.camera.status !== 'off') this.camera.close();
  }

  async list(): Promise<void> {
    const all = await navigator.mediaDevices?.enumerateDevices().catch(() => []);
    this.microphone.list(all ?? []);
    this.camera.list(all ?? []);
    this.speakers = (all ?? []).filter(
      ({ kind, deviceId }) => kind === 'audiooutput' && deviceId !== '',
    );
  }

  /** Whether this browser lets one choose where the sound comes out. */
  get canChooseSpeaker(): boolean {
    return 'setSinkId' in HTMLMediaElement.prototype && this.speakers.length > 0;
  }

  chooseSpeaker(device: string): void {
    this.speaker = device;
    try {
      localStorage.setItem(SPEAKER_KEY, device);
    } catch {
      // Not remembered; chosen all the same.
    }
    for (const player of this.#players) this.#route(player);
  }

  /** Plays what is received on an element; gives what ends it. */
  play(element: HTMLMediaElement): () => void {
    this.#players.add(element);
    this.#route(element);
    void this.#begin(element);
    return () => {
      this.#players.delete(element);
      element.srcObject = null;
    };
  }

  /** Somebody asked for sound: now the browser lets it through. */
  async turnSoundOn(): Promise<void> {
    this.isSoundBlocked = false;
    await this.#meter.wake();
    await Promise.all([...this.#players].map((player) => this.#begin(player)));
  }

  async #begin(element: HTMLMediaElement): Promise<void> {
    try {
      await element.play();
    } catch (error) {
      if (error instanceof DOMException && error.name === 'NotAllowedError')
        this.isSoundBlocked = true;
    }
  }

  #route(element: HTMLMediaElement): void {
    if (this.speaker === '' || !('setSinkId' in element)) return;
    element.setSinkId(this.speaker).catch(() => (this.speaker = ''));
  }

  #read(): void {
    const peak = this.#meter.read();
    this.peak = this.microphone.isEnabled ? (peak ?? 0) : 0;
    const dead = this.microphone.isMutedOutside || (peak !== null && peak < DEAD);
    this.isSilent = this.#dead.feed(this.microphone.isEnabled && dead, performance.now());
  }
}
