// Generated from server/meeting/src/protocol by `make types`. Do not edit.
import type { PersonId } from "./PersonId";
import type { Timestamp } from "./Timestamp";

/**
 * The stage as everybody sees it.
 */
export type StageView = { 
/**
 * `None`: there is no stage, and everybody sends who takes part.
 */
opened_at: Timestamp | null, 
/**
 * In the order in which they came. Everybody else who is not `backstage` is in the audience.
 */
on_stage: Array<PersonId>, backstage: Array<PersonId>, 
/**
 * Shown first and large to everybody.
 */
spotlight: PersonId | null, 
/**
 * Whose screen is shown large to everybody; of use while they share it.
 */
pinned: PersonId | null, };
