import type { Wall, WallItem } from '../api';
import type { Timestamp } from '../generated/protocol';
import { pickSpoken, type Localized, type Spoken } from '../i18n/localized';
import { drift, outlook } from '../meeting/programme';

/** Items to come that are shown. */
const NEXT = 3;

export type Phase = 'before_doors' | 'doors' | 'live' | 'ended';

export interface Coming {
  item: WallItem;
  number: number;
  /** When it begins as things are. */
  at: Timestamp;
}

/** What is shown of a wall at a moment. */
export interface Standing {
  phase: Phase;
  /** The item that runs, with its place on the agenda. */
  now: { item: WallItem; number: number; until: Timestamp } | null;
  next: Coming[];
  count: number;
  /** Something of the agenda was dealt with. */
  hasBegun: boolean;
  /** Whole minutes by which everything ends later than planned; negative: earlier. */
  drift: number;
  end: Timestamp;
}

/** `at`: on the server's clock. */
export function standingOf(wall: Wall, at: Timestamp): Standing {
  const { agenda } = wall;
  const { starts, end } = outlook(wall, at);
  const numbered = agenda.map((item, place) => ({ item, number: place + 1 }));
  const running = numbered.find(({ item }) => item.state.state === 'running');
  const next = numbered.flatMap(({ item, number }) => {
    const start = starts.get(item.id);
    return start === undefined ? [] : [{ item, number, at: start }];
  });
  return {
    phase: phaseOf(wall, at),
    now: running ? { ...running, until: untilOf(running.item, at) } : null,
    next: next.slice(0, NEXT),
    count: agenda.length,
    hasBegun: agenda.some(({ state }) => state.state === 'held' || state.state === 'running'),
    drift: drift(wall, at),
    end,
  };
}

function phaseOf(wall: Wall, at: Timestamp): Phase {
  if (wall.ended) return 'ended';
  if (wall.opened_at !== null) return 'live';
  return at < wall.doors_at ? 'before_doors' : 'doors';
}

function untilOf({ state, given }: WallItem, at: Timestamp): Timestamp {
  const began = state.state === 'running' ? state.started_at : at;
  return Math.max(at, began + given * 60_000_000);
}

/** A text in the first two languages of the session; one, where both would say the same. */
export function inBoth(texts: Localized, languages: readonly string[]): Spoken[] {
  const spoken = languages.slice(0, 2).map((language) => pickSpoken(texts, language));
  const filled = spoken.filter(({ text }) => text !== '');
  return filled.filter(
    ({ text }, place) => filled.findIndex((other) => other.text === text) === place,
  );
}
