// Generated from server/meeting/src/protocol by `make types`. Do not edit.
import type { DelegationId } from "./DelegationId";
import type { Localized } from "./Localized";
import type { PersonId } from "./PersonId";
import type { VoteChoice } from "./VoteChoice";

export type VoterView = { delegation: DelegationId, 
/**
 * `None`: nobody votes for this delegation.
 */
person: PersonId | null, name: Localized, voted: boolean, 
/**
 * `None` in a secret vote, and before they have voted.
 */
choice: VoteChoice | null, 
/**
 * They gave no answer when they were called.
 */
passed: boolean, };
