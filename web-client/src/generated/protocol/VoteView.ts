// Generated from server/meeting/src/protocol by `make types`. Do not edit.
import type { ItemId } from "./ItemId";
import type { Motion } from "./Motion";
import type { PersonId } from "./PersonId";
import type { Timestamp } from "./Timestamp";
import type { VoteId } from "./VoteId";
import type { VoteRule } from "./VoteRule";
import type { VoteVerdict } from "./VoteVerdict";
import type { VoterView } from "./VoterView";

export type VoteView = { id: VoteId, 
/**
 * `None` once whoever wrote it was erased.
 */
motion: Motion | null, rule: VoteRule, 
/**
 * How many things can be chosen, an abstention aside.
 */
choices: number, 
/**
 * The item of the agenda that ran when it was opened.
 */
item: ItemId | null, 
/**
 * Ballots that the quorum takes.
 */
needed: number, 
/**
 * The electorate, in the order in which it is called.
 */
voters: Array<VoterView>, 
/**
 * Whose turn it is in a roll-call.
 */
called: PersonId | null, opened_at: Timestamp, } & ({ "state": "open" } | { "state": "closed", at: Timestamp, 
/**
 * The ballots for each option, in their order; the abstentions last.
 */
totals: Array<number>, verdict: VoteVerdict, } | { "state": "cancelled", at: Timestamp, } | { "state": "voided", at: Timestamp, });
