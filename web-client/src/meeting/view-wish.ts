import type { Command, View } from '../generated/protocol';

/** In milliseconds: tiles that move are measured often, and the service need not follow each step. */
const REST = 150;

export interface ViewWishOptions {
  /** What this page wishes to see now. */
  view(): View;
  /** Whether the service would listen. */
  isHeard(): boolean;
  request(command: Command): Promise<unknown>;
}

/** What this page wishes to see, as the service was told: each wish once, and the last one always. */
export class ViewWish {
  #timer: ReturnType<typeof setTimeout> | undefined;
  #isDue = false;
  #said = '';

  constructor(private readonly options: ViewWishOptions) {}

  /** Says what is wished for: at once after a pause, else when the tiles have come to rest. */
  say(): void {
    if (this.#timer !== undefined) {
      this.#isDue = true;
      return;
    }
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      if (this.#isDue) this.say();
    }, REST);
    this.#isDue = false;
    this.#request();
  }

  /** The service knows of no wish any more. */
  forget(): void {
    this.#said = '';
  }

  stop(): void {
    clearTimeout(this.#timer);
  }

  #request(): void {
    if (!this.options.isHeard()) return;
    const view = this.options.view();
    const text = JSON.stringify(view);
    if (text === this.#said) return;
    this.#said = text;
    this.options.request({ do: 'view', ...view }).catch(() => this.forget());
  }
}
