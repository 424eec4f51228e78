// Generated from server/meeting/src/protocol by `make types`. Do not edit.

/**
 * The people of one city or body in one session.
 */
export type DelegationId = string;
