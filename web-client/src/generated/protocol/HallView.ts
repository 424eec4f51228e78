// Generated from server/meeting/src/protocol by `make types`. Do not edit.
import type { Localized } from "./Localized";
import type { Named } from "./Named";
import type { PersonId } from "./PersonId";

/**
 * The hall of the meeting, and who is in it.
 */
export type HallView = { place: Localized, 
/**
 * The participant that the hall itself is.
 */
seat: PersonId, 
/**
 * How many people are expected in it.
 */
expected: number, 
/**
 * Who was marked at its door, in the order of the plan. They may be connected too.
 */
here: Array<Named>, };
