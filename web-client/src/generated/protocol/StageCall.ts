// Generated from server/meeting/src/protocol by `make types`. Do not edit.
import type { PersonId } from "./PersonId";
import type { Timestamp } from "./Timestamp";

/**
 * Somebody is on stage at a moment.
 */
export type StageCall = { person: PersonId, at: Timestamp, 
/**
 * They said so.
 */
ready: boolean, };
