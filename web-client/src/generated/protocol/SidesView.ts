// Generated from server/meeting/src/protocol by `make types`. Do not edit.
import type { PersonId } from "./PersonId";
import type { SideView } from "./SideView";

/**
 * The side rooms as one participant may know of them.
 */
export type SidesView = { 
/**
 * Those that are open; for press and observers, the one they were taken into.
 */
rooms: Array<SideView>, 
/**
 * For press and observers: who is in a side room, whichever. Empty for others, who see it in
 * `rooms`.
 */
away: Array<PersonId>, };
