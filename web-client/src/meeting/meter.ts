/** What the microphone hears, read from its track. */
export class Meter {
  #context: AudioContext | null = null;
  #source: MediaStreamAudioSourceNode | null = null;
  #analyser: AnalyserNode | null = null;
  #samples = new Float32Array(1024);

  /** Listens to another track, or to none. */
  listen(track: MediaStreamTrack | null): void {
    this.#source?.disconnect();
    this.#source = null;
    if (!track) return;
    this.#context ??= new AudioContext();
    if (!this.#analyser) {
      this.#analyser = this.#context.createAnalyser();
      this.#analyser.fftSize = 1024;
    }
    this.#source = this.#context.createMediaStreamSource(new MediaStream([track]));
    this.#source.connect(this.#analyser);
    void this.wake();
  }

  /** The browser may hold the context back until somebody touched the page. */
  async wake(): Promise<void> {
    if (this.#context?.state === 'suspended') await this.#context.resume().catch(() => undefined);
  }

  /** Loudest sample of the last 20 ms, 0 to 1; `null` while nothing can be read. */
  read(): number | null {
    if (!this.#analyser || !this.#source || this.#context?.state !== 'running') return null;
    this.#analyser.getFloatTimeDomainData(this.#samples);
    let peak = 0;
    for (const sample of this.#samples) peak = Math.max(peak, Math.abs(sample));
    return peak;
  }

  close(): void {
    this.listen(null);
    void this.#context?.close().catch(() => undefined);
    this.#context = this.#analyser = null;
  }
}

/** A peak as bars of a meter, 0 to `bars`, on a scale of 60 dB. */
export function barsOf(peak: number, bars: number): number {
  if (peak <= 0.001) return 0;
  return Math.min(bars, Math.ceil((1 + Math.log10(peak) / 3) * bars));
}
