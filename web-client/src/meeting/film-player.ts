import { correction } from './film';

/** How often a player is looked at (ms). */
const EVERY = 200;
/** After a jump a player is given this long to play again (ms). */
const SETTLE = 1_200;

export interface FilmPlayerOptions {
  /** Seconds into the film, by the server's clock. */
  position: () => number;
  /** Seconds. */
  length: number;
  /** The browser lets no sound through before somebody clicks. */
  onblocked: () => void;
}

/** Keeps a video element where everybody's is. */
export class FilmPlayer {
  #timer: ReturnType<typeof setInterval>;
  #start: ReturnType<typeof setTimeout> | undefined;
  /** What a jump takes on this device (s): as far ahead of the right place it lands. */
  #lead = 0.1;
  #jumpedAt = -Infinity;
  #isStarting = false;

  constructor(
    private readonly video: HTMLVideoElement,
    private readonly options: FilmPlayerOptions,
  ) {
    this.#timer = setInterval(() => this.#look(), EVERY);
    this.#look();
  }

  stop(): void {
    clearInterval(this.#timer);
    clearTimeout(this.#start);
    this.video.pause();
  }

  #look(): void {
    const expected = this.options.position();
    const { video } = this;
    if (expected < 0) {
      if (expected * -1000 > EVERY * 2) return;
      this.#start ??= setTimeout(() => {
        this.#start = undefined;
        this.#look();
      }, expected * -1000);
      return;
    }
    if (video.readyState < HTMLMediaElement.HAVE_METADATA) return;
    if (video.ended || expected >= this.options.length) return;
    if (video.paused) {
      void this.#begin(expected);
      return;
    }
    const isReady = video.readyState >= HTMLMediaElement.HAVE_FUTURE_DATA && !video.seeking;
    if (isReady) this.#correct(expected);
  }

  async #begin(expected: number): Promise<void> {
    if (this.#isStarting) return;
    this.#isStarting = true;
    if ('jump' in correction(this.video.currentTime, expected)) this.#jump(expected);
    try {
      await this.video.play();
    } catch (error) {
      if (error instanceof DOMException && error.name === 'NotAllowedError' && !this.video.muted) {
        // Pictures are always allowed.
        this.video.muted = true;
        this.options.onblocked();
      }
    } finally {
      this.#isStarting = false;
    }
  }

  #correct(expected: number): void {
    const way = correction(this.video.currentTime, expected);
    if ('rate' in way) {
      this.video.playbackRate = way.rate;
      return;
    }
    const since = performance.now() - this.#jumpedAt;
    if (since < SETTLE) return;
    // Where the last jump led to tells how long one takes.
    if (since < SETTLE * 3) this.#lead += expected - this.video.currentTime;
    this.#lead = Math.min(1.5, Math.max(0, this.#lead));
    this.#jump(expected);
  }

  #jump(expected: number): void {
    this.#jumpedAt = performance.now();
    this.video.playbackRate = 1;
    this.video.currentTime = Math.min(expected + this.#lead, this.options.length);
  }
}
