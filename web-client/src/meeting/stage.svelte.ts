import type { View } from '../generated/protocol';
import { promote, settle, stage, type Window } from './placement';

/** `sound`: no pictures at all. */
export type Layout = 'grid' | 'speaker' | 'sound';

/** What the stage has to know of the room. */
export interface Sight {
  me: string;
  /** Everybody with a picture, in the order in which newcomers take their places. */
  pictured: readonly string[];
  /** Who is to be in sight first: the floor, else the one who speaks. */
  floor: string | null;
  speaker: string | null;
  /** Who shares a screen. */
  screen: string | null;
  /** Whom a host shows large to everybody. */
  spotlight: string | null;
  /** A host shows the screen large to everybody. */
  isPinned: boolean;
}

interface Size {
  width: number;
  height: number;
}

const WIDE_PAGE = 25;
const NARROW_PAGE = 9;
/** Tiles beside a pinned screen: one column. */
const PINNED_PAGE = 5;
/** Slots beyond the need of the moment, so that the next arrival needs no negotiation. */
const SPARE = 2;
const SAVING: Size = { width: 320, height: 180 };
/** A shared screen is still legible at that. */
const SAVING_SCREEN: Size = { width: 960, height: 540 };
const LARGEST = 4096;
/** Of those who sit for a group photo: until the countdown, and when it is taken. */
const SITTING: Size = { width: 640, height: 360 };
const TAKEN: Size = { width: 1280, height: 720 };

/** Who is shown where, how large, and what the server is to send for it. */
export class Stage {
  layout = $state<Layout>('grid');
  savesData = $state(false);
  /** The window is under 1024 px. */
  isNarrow = $state(false);
  /** A phone: the stage is the first, large tile whatever the layout. */
  isPhone = $state(false);
  page = $state(0);
  places = $state.raw<readonly string[]>([]);
  subject = $state<string | null>(null);
  /** Whose screen has the large place; one's own has not. */
  screen = $state<string | null>(null);
  /** Whoever has the first, large place because a host wants it so, whatever the layout. */
  spotlight = $state<string | null>(null);
  isPinned = $state(false);
  /** Others whose pictures this page takes for a group photo, shown or not. */
  sitters = $state.raw<readonly string[]>([]);
  /** The moment is near: in the size in which they are taken. */
  sittersAreLarge = $state(false);

  capacity = $derived.by(() => {
    if (this.isPinned) return PINNED_PAGE;
    return this.isNarrow ? NARROW_PAGE : WIDE_PAGE;
  });
  pages = $derived(Math.max(1, Math.ceil(this.places.length / this.capacity)));
  #at = $derived(Math.min(this.page, this.pages - 1));
  visible = $derived(this.places.slice(this.#at * this.capacity, (this.#at + 1) * this.capacity));
  /** The first tile is the large one. */
  hasStage = $derived(
    this.screen === null && (this.layout === 'speaker' || this.isPhone || this.spotlight !== null),
  );

  #sizes = new Map<string, Size>();
  #screenSize: Size | null = null;
  #me = '';

  /** Follows the room: who came, who went, who speaks. */
  sync(sight: Sight): void {
    this.#me = sight.me;
    this.isPinned = sight.isPinned && sight.screen !== sight.me;
    const isHidden = this.layout === 'sound' && !sight.isPinned;
    this.screen = isHidden || sight.screen === sight.me ? null : sight.screen;
    const pictured = new Set(sight.pictured);
    const seen = (person: string | null) => person !== null && pictured.has(person);
    const others = (person: string | null) => seen(person) && person !== sight.me;
    this.spotlight = this.layout !== 'sound' && seen(sight.spotlight) ? sight.spotlight : null;
    const wanted = [sight.floor, sight.speaker].find((person) => others(person));
    if (this.spotlight !== null) this.subject = this.spotlight;
    else if (wanted) this.subject = wanted;
    else if (!others(this.subject))
      this.subject = sight.pictured.find((person) => person !== sight.me) ?? null;
    this.places = this.#placed(this.#shown(sight));
    this.turn(this.page);
  }

  /** Turns to another page; out of range is the nearest there is. */
  turn(to: number): void {
    this.page = Math.max(0, Math.min(to, this.pages - 1));
  }

  /** The size of a tile in device pixels; `null` once it is gone. */
  measure(person: string, size: Size | null): void {
    if (size) this.#sizes.set(person, size);
    else this.#sizes.delete(person);
  }

  /** The size of the shared screen in device pixels; `null` once it is gone. */
  measureScreen(size: Size | null): void {
    this.#screenSize = size;
  }

  /** What this device wants to receive now. */
  get view(): View {
    const shown = this.visible.filter((person) => person !== this.#me && this.#sizes.has(person));
    const ordered = shown.includes(this.subject ?? '')
      ? [this.subject ?? '', ...shown.filter((person) => person !== this.subject)]
      : shown;
    const others = ordered.filter((person) => !this.sitters.includes(person));
    const size = this.sittersAreLarge ? TAKEN : SITTING;
    return {
      audio_only: this.layout === 'sound' && this.screen === null && this.sitters.length === 0,
      sources: [
        ...this.#wantedScreen(),
        ...this.sitters.map((person) => ({ person, kind: 'camera' as const, ...size })),
        ...others.map((person) => ({ person, kind: 'camera' as const, ...this.#wanted(person) })),
      ],
    };
  }

  /** How many receive slots the pictures of one page need. */
  get slotsNeeded(): number {
    const others = this.places.filter((person) => person !== this.#me).length;
    const screen = this.screen === null ? 0 : 1;
    const unseen = this.sitters.filter((person) => !this.visible.includes(person)).length;
    return Math.min(this.capacity, others + SPARE) + screen + unseen;
  }

  #shown(sight: Sight): readonly string[] {
    if (this.layout === 'sound') return [];
    if (!this.savesData) return sight.pictured;
    return sight.pictured.filter((person) => person === this.subject || person === sight.me);
  }

  #placed(shown: readonly string[]): string[] {
    const window = this.#window;
    const settled = settle(this.places, shown, window);
    const { subject } = this;
    if (subject === null) return settled;
    return this.hasStage ? stage(settled, subject) : promote(settled, subject, window);
  }

  get #window(): Window {
    return { from: this.#at * this.capacity, to: (this.#at + 1) * this.capacity };
  }

  #wanted(person: string): Size {
    return whole(this.savesData ? SAVING : (this.#sizes.get(person) ?? SAVING));
  }

  #wantedScreen(): View['sources'] {
    const size = this.savesData ? SAVING_SCREEN : this.#screenSize;
    if (this.screen === null || !size) return [];
    return [{ person: this.screen, kind: 'screen', ...whole(size) }];
  }
}

function whole({ width, height }: Size): Size {
  const round = (value: number) => Math.max(1, Math.min(LARGEST, Math.round(value)));
  return { width: round(width), height: round(height) };
}
