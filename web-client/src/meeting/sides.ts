import type { SidesView, SideView } from '../generated/protocol';

/** The side room somebody is in, as far as the reader knows of it; `undefined`: the main room, or one
 *  that is not for the reader to know. */
export const sideOf = (sides: SidesView | undefined, person: string): SideView | undefined =>
  sides?.rooms.find(({ people }) => people.includes(person));

/** Whether somebody is in a side room, whichever. */
export const isAside = (sides: SidesView | undefined, person: string): boolean =>
  sideOf(sides, person) !== undefined || (sides?.away.includes(person) ?? false);

/** Whether somebody is in the room that `own` is; `undefined`: the main room. */
export const isNear = (
  sides: SidesView | undefined,
  own: SideView | undefined,
  person: string,
): boolean => (own ? own.people.includes(person) : !isAside(sides, person));

/** Whole seconds left at `now` (server's clock, ms); none once it is over. */
export const secondsLeft = (side: SideView, now: number): number =>
  Math.max(0, Math.ceil(side.ends_at / 1_000_000 - now / 1_000));
