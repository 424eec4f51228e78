// Generated from server/meeting/src/protocol by `make types`. Do not edit.
import type { DelegationId } from "./DelegationId";
import type { Motion } from "./Motion";
import type { PersonId } from "./PersonId";
import type { VoteChoice } from "./VoteChoice";
import type { VoteId } from "./VoteId";
import type { VoteRule } from "./VoteRule";

/**
 * What can be asked for about votes.
 */
export type VoteCommand = { "act": "cast", vote: VoteId, choice: VoteChoice, } | { "act": "pass", vote: VoteId, } | { "act": "name_deputy", delegation: DelegationId, person: PersonId | null, } | { "act": "open", motion: Motion, rule: VoteRule, } | { "act": "call", vote: VoteId, person: PersonId, } | { "act": "close", vote: VoteId, } | { "act": "cancel", vote: VoteId, };
