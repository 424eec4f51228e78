// Generated from server/meeting/src/protocol by `make types`. Do not edit.

export type VoteOutcome = "passed" | "failed" | "no_quorum" | "tie";
