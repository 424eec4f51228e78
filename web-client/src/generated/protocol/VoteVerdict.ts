// Generated from server/meeting/src/protocol by `make types`. Do not edit.
import type { VoteOutcome } from "./VoteOutcome";

export type VoteVerdict = { outcome: VoteOutcome, 
/**
 * The number of the option that was carried.
 */
chosen: number | null, 
/**
 * Ballots, abstentions included.
 */
cast: number, 
/**
 * All ballots say the same: in a secret vote, everybody now knows what each of them said.
 */
unanimous: boolean, };
