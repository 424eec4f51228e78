import type { FilmView, Localized, ShowingView, Snapshot } from '../generated/protocol';

/** Seconds into what is shown at `now` (the server's clock, ms); negative before it begins. */
export const positionOf = (showing: ShowingView, now: number): number =>
  (now - showing.starts_at / 1000) / 1000;

/** Whole seconds that the clock of a film shows: never before its beginning, nor after its end. */
export const secondsOf = (showing: ShowingView, now: number): number =>
  Math.floor(Math.min(Math.max(0, positionOf(showing, now)), showing.length_ms / 1000));

/** So far from where it should be (s) a player jumps; nearer, it goes a little faster or slower. */
const JUMP = 0.12;
/** Nearer than this nothing is to be done. */
const CLOSE = 0.012;
/** Most that the speed differs: nobody hears it. */
const MOST = 0.04;

/** How a player that stands at `at` (s) comes to where it should be. */
export function correction(at: number, expected: number): { jump: true } | { rate: number } {
  const ahead = at - expected;
  if (Math.abs(ahead) > JUMP) return { jump: true };
  if (Math.abs(ahead) < CLOSE) return { rate: 1 };
  return { rate: 1 - Math.min(MOST, Math.max(-MOST, ahead / 2)) };
}

/** The film to fetch next: what is shown first, then by the agenda. */
export function nextToFetch(
  films: readonly FilmView[],
  have: ReadonlyMap<string, number>,
  shown: string | undefined,
): FilmView | undefined {
  const missing = films.filter(
    ({ paper, bytes, wanted }) => (wanted || paper === shown) && (have.get(paper) ?? 0) < bytes,
  );
  return missing.find(({ paper }) => paper === shown) ?? missing[0];
}

/** The range of the next piece, as `Range` asks for it: short ones leave a weak line to the call. */
export function pieceOf(from: number, bytes: number, isWeak: boolean): string {
  const size = isWeak ? 64 * 1024 : 512 * 1024;
  return `bytes=${from}-${Math.min(from + size, bytes) - 1}`;
}

/** The quarter of a film that so many bytes are: what is told of it. */
export const quarterOf = (bytes: number, of: number): number => Math.floor((bytes * 4) / of);

export interface Holder {
  person: string;
  delegation: string;
  name: Localized;
  /** Of the film. */
  bytes: number;
}

/** Everybody in the meeting who sees a film, with what they have of it; those who have least first. */
export function holdersOf(room: Snapshot, film: FilmView): Holder[] {
  const isOpen = room.agenda.find(({ id }) => id === film.item)?.open ?? false;
  const has = new Map(
    room.films.fetched
      .filter(({ paper }) => paper === film.paper)
      .map(({ person, bytes }) => [person, bytes]),
  );
  return room.people
    .filter(({ role }) => isOpen || (role !== 'press' && role !== 'observer'))
    .map(({ id, delegation, name }) => ({
      person: id,
      delegation,
      name,
      bytes: has.get(id) ?? 0,
    }))
    .sort((one, other) => one.bytes - other.bytes);
}
