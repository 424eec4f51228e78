// Generated from server/meeting/src/protocol by `make types`. Do not edit.
import type { AtLimit } from "./AtLimit";
import type { DelegationTime } from "./DelegationTime";
import type { FloorTurn } from "./FloorTurn";
import type { Named } from "./Named";
import type { PersonId } from "./PersonId";
import type { SpeakerOrder } from "./SpeakerOrder";

/**
 * Who speaks, who is next, and by what rules.
 */
export type FloorView = { turn: FloorTurn | null, order: SpeakerOrder, 
/**
 * The next first, whether they are here or not; empty where hands decide: then `hands` is it.
 */
queue: Array<Named>, 
/**
 * Who gets the floor by `next`.
 */
next: PersonId | null, 
/**
 * Points of order, first come first; the one that is heard is among them.
 */
points: Array<PersonId>, heard: PersonId | null, 
/**
 * Whose microphone was closed at their limit, and who may not open it again yet.
 */
silenced: Array<PersonId>, 
/**
 * What each speaker has now.
 */
speaker_seconds: number | null, 
/**
 * What all speakers of a delegation have together.
 */
delegation_seconds: number | null, at_limit: AtLimit, 
/**
 * By speakers before this one.
 */
spent: Array<DelegationTime>, };
