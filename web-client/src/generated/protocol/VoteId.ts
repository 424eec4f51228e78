// Generated from server/meeting/src/protocol by `make types`. Do not edit.

/**
 * One vote of a session.
 */
export type VoteId = string;
