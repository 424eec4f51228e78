import { createContext } from 'svelte';
import type { Films } from '../meeting/films.svelte';
import type { Draft } from '../meeting/draft.svelte';
import type { GuestPapers } from '../meeting/papers.svelte';
import type { Meeting } from '../meeting/meeting.svelte';
import type { Stats } from '../meeting/stats.svelte';
import type { Ticker } from '../time/ticker.svelte';
import type { Notices } from './notices.svelte';

/** What every part of the meeting screen shares. */
export interface RoomContext {
  meeting: Meeting;
  stats: Stats;
  notices: Notices;
  /** What is being written in the chat. */
  draft: Draft;
  /** Four times a second, so that clocks turn over on time. */
  often: Ticker;
  /** Those that this person may see. */
  papers: GuestPapers;
  /** Greeting videos on this device. */
  films: Films;
  /** The language names and titles are shown in. */
  language(): string;
}

export const [useRoom, provideRoom] = createContext<RoomContext>();
