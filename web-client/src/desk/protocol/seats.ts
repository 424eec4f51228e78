import type { Seating } from '../../api';

export interface SeatRow {
  place: number;
  near: string | undefined;
  far: string | undefined;
}

/** The places along the table from top to bottom, with the near side drawn at the start of the line.
 *  Written from left to right it looks to the right, so that its right hand is below; written from right
 *  to left it is above. */
export function seatRows({ near, far }: Seating['seats'], direction: 'ltr' | 'rtl'): SeatRow[] {
  const places = [...new Set([...near, ...far].map((seat) => seat.place))];
  const at = (seats: typeof near, place: number) =>
    seats.find((seat) => seat.place === place)?.person;
  return places
    .toSorted((a, b) => (direction === 'ltr' ? a - b : b - a))
    .map((place) => ({ place, near: at(near, place), far: at(far, place) }));
}
