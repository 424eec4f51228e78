// Generated from server/meeting/src/protocol by `make types`. Do not edit.

/**
 * What the option that wins needs. Abstentions count for the quorum alone.
 */
export type Majority = "simple" | "two_thirds";
