// Generated from server/meeting/src/protocol by `make types`. Do not edit.
import type { AtLimit } from "./AtLimit";
import type { ItemId } from "./ItemId";
import type { PersonId } from "./PersonId";
import type { Timestamp } from "./Timestamp";

/**
 * Who has the floor. The clock shows `before_ms`, and what has passed since `since`.
 */
export type FloorTurn = { person: PersonId, 
/**
 * The item that was dealt with when they got it.
 */
item: ItemId | null, given_at: Timestamp, 
/**
 * `None`: without limit.
 */
limit_ms: number | null, at_limit: AtLimit, before_ms: number, 
/**
 * `None`: the clock stands.
 */
since: Timestamp | null, 
/**
 * Their time is over, and their microphone was closed.
 */
closed: boolean, };
