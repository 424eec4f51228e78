// Generated from server/meeting/src/protocol by `make types`. Do not edit.
import type { DelegationId } from "./DelegationId";

/**
 * One of the copies that count alike.
 */
export type Original = { 
/**
 * The party that keeps it.
 */
holder: DelegationId, 
/**
 * As it names them, and as they sign it from the first place on.
 */
parties: Array<DelegationId>, };
