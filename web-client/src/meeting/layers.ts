/** Switches the simulcast layers of one sender on and off, one exchange at a time. */
export class LayerSwitch {
  /** What the server said is needed; `null` before it said anything: all. */
  #needed: ReadonlySet<string> | null = null;
  #lowestOnly = false;
  #work: Promise<void> = Promise.resolve();

  constructor(
    private readonly sender: Pick<RTCRtpSender, 'getParameters' | 'setParameters'>,
    /** As offered, lowest first; Firefox does not name them again. */
    private readonly layers: readonly RTCRtpEncodingParameters[],
  ) {}

  need(layers: readonly string[]): void {
    this.#needed = new Set(layers);
    this.#apply();
  }

  lowestOnly(only: boolean): void {
    if (this.#lowestOnly === only) return;
    this.#lowestOnly = only;
    this.#apply();
  }

  /** Something is always sent: whoever comes next sees a picture at once. */
  #isOn(layer: number): boolean {
    if (layer === 0) return true;
    const needed = this.#needed?.has(this.layers[layer]?.rid ?? '') ?? true;
    return needed && !this.#lowestOnly;
  }

  #apply(): void {
    // A browser that cannot do it goes on sending everything.
    this.#work = this.#work.then(() => this.#switch()).catch(() => undefined);
  }

  async #switch(): Promise<void> {
    const parameters = this.sender.getParameters();
    let changed = false;
    for (const [layer, encoding] of parameters.encodings.entries()) {
      const active = this.#isOn(layer);
      changed ||= (encoding.active ?? true) !== active;
      encoding.active = active;
    }
    if (changed) await this.sender.setParameters(parameters);
  }
}
