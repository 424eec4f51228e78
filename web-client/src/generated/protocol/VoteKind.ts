// Generated from server/meeting/src/protocol by `make types`. Do not edit.

/**
 * How ballots are given.
 */
export type VoteKind = "open" | "roll_call" | "secret";
