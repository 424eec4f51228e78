/** Who stands where among the tiles. A visible tile never moves: somebody new goes to the end, a gap
 *  is filled from beyond the page, else by the last one in sight, and a speaker who is not in sight
 *  takes the last visible place. */

/** The tiles in sight: places `from` (included) to `to` (excluded). */
export interface Window {
  from: number;
  to: number;
}

/** Places after people came and went. `present` is everybody who has a picture now. */
export function settle(
  places: readonly string[],
  present: readonly string[],
  window: Window,
): string[] {
  const here = new Set(present);
  const known = new Set(places);
  const arrived = present.filter((person) => !known.has(person));
  const placed = places.slice(0, window.to).map((person) => (here.has(person) ? person : null));
  const beyond = [...places.slice(window.to).filter((person) => here.has(person)), ...arrived];
  for (let place = 0; place < placed.length; place++) {
    if (placed[place] !== null) continue;
    // Who stands next beyond the page comes into sight; a gap before the page takes whoever is last.
    const next = place < window.from ? beyond.pop() : beyond.shift();
    const filler = next ?? takeLast(placed, place);
    if (filler !== undefined) placed[place] = filler;
  }
  return [...placed.filter((person) => person !== null), ...beyond];
}

/** Takes away the last one who stands after `place`, and the gaps behind. */
function takeLast(placed: (string | null)[], place: number): string | undefined {
  while (placed.length > place + 1) {
    const last = placed.pop();
    if (last) return last;
  }
  return undefined;
}

/** Places when `speaker` has to be in sight: the last visible one gives way, nobody else moves. */
export function promote(places: readonly string[], speaker: string, window: Window): string[] {
  const at = places.indexOf(speaker);
  const last = Math.min(window.to, places.length) - 1;
  if (at < 0 || last < window.from || (at >= window.from && at <= last)) return [...places];
  return swapped(places, at, last);
}

/** Places when `person` goes on the stage (the first place): the two change places, nobody else moves. */
export function stage(places: readonly string[], person: string): string[] {
  const at = places.indexOf(person);
  return at <= 0 ? [...places] : swapped(places, at, 0);
}

function swapped(places: readonly string[], a: number, b: number): string[] {
  const next = [...places];
  const [first, second] = [places[a], places[b]];
  if (first !== undefined && second !== undefined) {
    next[a] = second;
    next[b] = first;
  }
  return next;
}

export interface Box {
  width: number;
  height: number;
}

/** A picture may be cropped to anything between these two shapes. */
const NARROWEST = 1.25;
const WIDEST = 1.9;

/** The largest tile of which `count` fit into `space`, `gap` apart. */
export function tileFor(count: number, space: Box, gap: number): Box {
  let best: Box = { width: 0, height: 0 };
  for (let columns = 1; columns <= Math.max(1, count); columns++) {
    const rows = Math.ceil(count / columns);
    const width = (space.width - gap * (columns - 1)) / columns;
    const height = (space.height - gap * (rows - 1)) / rows;
    const tile = {
      width: Math.floor(Math.min(width, height * WIDEST)),
      height: Math.floor(Math.min(height, width / NARROWEST)),
    };
    if (tile.width * tile.height > best.width * best.height) best = tile;
  }
  return best;
}
