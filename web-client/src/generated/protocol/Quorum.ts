// Generated from server/meeting/src/protocol by `make types`. Do not edit.

/**
 * How many have to vote, abstentions included, for the result to count.
 */
export type Quorum = { "of": "share", percent: number, } | { "of": "number", count: number, };
