import { HEIGHT, WIDTH, type Point } from './projection';

/** A name that stands beside its place. */
export interface Label {
  id: string;
  x: number;
  y: number;
  anchor: 'start' | 'middle' | 'end';
}
export interface Named extends Point {
  id: string;
  text: string;
  /** Of its letters. */
  size: number;
}
interface Box {
  left: number;
  right: number;
  top: number;
  bottom: number;
}

const HALF = 9;
const wide = /[\u2e80-\u9fff\uac00-\ud7af\uff00-\uffef]/;

/** About how wide a text is in the letters of the map. */
export const widthOf = (text: string, size: number): number =>
  [...text].reduce((sum, letter) => sum + size * (wide.test(letter) ? 1 : 0.56), 0);

const overlap = (a: Box, b: Box): boolean =>
  a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;

const isAt = (point: Point | undefined, place: Point): boolean =>
  point?.x === place.x && point.y === place.y;

const isInside = (box: Box): boolean =>
  box.left >= 0 && box.right <= WIDTH && box.top >= 0 && box.bottom <= HEIGHT;

/** Where a name may stand: after its place, a little lower, before it, above, below. */
function choices(place: Named): { label: Label; box: Box }[] {
  const { size } = place;
  const width = widthOf(place.text, size);
  const at = (x: number, y: number, anchor: Label['anchor']) => {
    const left = anchor === 'start' ? x : anchor === 'end' ? x - width : x - width / 2;
    const box = { left, right: left + width, top: y - size, bottom: y + size * 0.3 };
    return { label: { id: place.id, x, y, anchor }, box };
  };
  const middle = place.y + size * 0.35;
  return [
    at(place.x + HALF, middle, 'start'),
    at(place.x + HALF, middle + size, 'start'),
    at(place.x - HALF, middle, 'end'),
    at(place.x, place.y - HALF, 'middle'),
    at(place.x, place.y + HALF + size, 'middle'),
  ];
}

/** Names where they cover neither a place nor one another: the first in the list go first, and those
 *  that find no room are left out. The table beside the map has them all. */
export function placeLabels(places: readonly Point[], wanted: readonly Named[]): Label[] {
  const taken: (Box & { at?: Point })[] = places.map((place) => ({
    at: place,
    left: place.x - 6,
    right: place.x + 6,
    top: place.y - 6,
    bottom: place.y + 6,
  }));
  return wanted.flatMap((place) => {
    const free = choices(place).find(
      ({ box }) =>
        isInside(box) && !taken.some((other) => !isAt(other.at, place) && overlap(box, other)),
    );
    if (!free) return [];
    taken.push(free.box);
    return [free.label];
  });
}
