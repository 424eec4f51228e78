// Generated from server/meeting/src/protocol by `make types`. Do not edit.
import type { Electorate } from "./Electorate";
import type { Majority } from "./Majority";
import type { Quorum } from "./Quorum";
import type { VoteKind } from "./VoteKind";

/**
 * How a vote is taken, fixed when it is opened.
 */
export type VoteRule = { kind: VoteKind, electorate: Electorate, quorum: Quorum, majority: Majority, };
