import type { FilmView } from '../generated/protocol';
import { nextToFetch, pieceOf, quarterOf } from './film';
import type { Quality } from './quality';

/** Until a film that could not be fetched is tried again (ms). */
const TRY_AGAIN = 5_000;
/** Pause after each piece, as a multiple of the time that it took. */
const PAUSE: Record<Quality, number> = { good: 0.25, poor: 4, lost: 8 };

export interface FilmsOptions {
  pass: () => string;
  /** Tells the service; nobody waits for it. */
  say: (paper: string, bytes: number) => void;
  /** How well media arrives here now. */
  quality: () => Quality;
}

/** Greeting videos on this device: fetched before they are shown, piece by piece, so that the call goes
 *  on undisturbed. They are kept in memory, and gone with the page. */
export class Films {
  /** Bytes of each that are here. */
  have = $state.raw<ReadonlyMap<string, number>>(new Map());
  /** Of what is shown, as this person wants it: 0 to 1. */
  volume = $state(1);

  #pieces = new Map<string, Blob[]>();
  #films: readonly FilmView[] = [];
  #shown: string | undefined;
  /** The player reads it from the service itself. */
  #streamed: string | undefined;
  #isBusy = false;
  #isOver = false;
  #rest: (() => void) | undefined;

  constructor(private readonly options: FilmsOptions) {}

  /** What there is, and what of it is shown. */
  follow(films: readonly FilmView[], shown: string | undefined): void {
    const known = new Set(films.map(({ paper }) => paper));
    for (const paper of this.#pieces.keys())
      if (!known.has(paper) && paper !== shown) this.#set(paper, []);
    this.#films = films;
    this.#shown = shown;
    if (shown === undefined) this.#streamed = undefined;
    if (!this.#isBusy) void this.#fetchAll();
  }

  /** The room knows nothing of what is here. */
  sayAll(): void {
    for (const [paper, bytes] of this.have) if (bytes > 0) this.options.say(paper, bytes);
  }

  /** The address of a film that is here whole; to be revoked. */
  addressOf(paper: string): string | null {
    const film = this.#films.find((one) => one.paper === paper);
    if (!film || (this.have.get(paper) ?? 0) < film.bytes) return null;
    return URL.createObjectURL(new Blob(this.#pieces.get(paper), { type: 'video/webm' }));
  }

  /** Where the player reads a film that is not here yet; `null`: it cannot. */
  async stream(paper: string): Promise<string | null> {
    this.#streamed = paper;
    const address = `/api/papers/${encodeURIComponent(paper)}/film`;
    const asked = await fetch(address, {
      method: 'POST',
      headers: { ...this.#headers, 'X-Yunqiao': '1' },
    }).catch(() => null);
    return asked?.ok ? address : null;
  }

  /** The stay is over. */
  close(): void {
    this.#isOver = true;
    this.#rest?.();
    this.#pieces.clear();
  }

  get #headers(): Record<string, string> {
    return { Authorization: `Bearer ${this.options.pass()}` };
  }

  async #fetchAll(): Promise<void> {
    this.#isBusy = true;
    for (;;) {
      const film = nextToFetch(this.#films, this.have, this.#shown);
      // Twice at once would be in the way of what is watched.
      if (!film || this.#isOver || film.paper === this.#streamed) break;
      const began = performance.now();
      const came = this.options.quality() !== 'lost' && (await this.#piece(film));
      const took = performance.now() - began;
      await this.#pause(came ? took * PAUSE[this.options.quality()] : TRY_AGAIN);
    }
    this.#isBusy = false;
  }

  /** Whether the next piece of a film came. */
  async #piece({ paper, bytes }: FilmView): Promise<boolean> {
    const before = this.have.get(paper) ?? 0;
    const isWeak = this.options.quality() !== 'good';
    try {
      const answer = await fetch(`/api/papers/${encodeURIComponent(paper)}/file`, {
        headers: { ...this.#headers, Range: pieceOf(before, bytes, isWeak) },
        // What is asked for anyway goes first.
        priority: 'low',
      });
      // Whatever stands before the service may know of no parts.
      if (answer.status !== 206 && answer.status !== 200) return false;
      const piece = await answer.blob();
      if (this.#isOver || piece.size === 0) return false;
      const old = answer.status === 206 ? (this.#pieces.get(paper) ?? []) : [];
      this.#set(paper, [...old, piece]);
      const after = this.have.get(paper) ?? 0;
      if (before === 0 || quarterOf(after, bytes) !== quarterOf(before, bytes))
        this.options.say(paper, after);
      return true;
    } catch {
      return false;
    }
  }

  #set(paper: string, pieces: Blob[]): void {
    if (pieces.length > 0) this.#pieces.set(paper, pieces);
    else this.#pieces.delete(paper);
    const bytes = pieces.reduce((sum, { size }) => sum + size, 0);
    const have = new Map(this.have);
    if (bytes > 0) have.set(paper, bytes);
    else have.delete(paper);
    this.have = have;
  }

  #pause(time: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, time);
      this.#rest = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }
}
