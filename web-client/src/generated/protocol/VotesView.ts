// Generated from server/meeting/src/protocol by `make types`. Do not edit.
import type { DelegationVoter } from "./DelegationVoter";
import type { RoleCount } from "./RoleCount";
import type { VoteView } from "./VoteView";

/**
 * The votes of a session, and who would vote in the next one.
 */
export type VotesView = { 
/**
 * In the order of the plan.
 */
delegations: Array<DelegationVoter>, 
/**
 * How many people are invited, by their role; roles that nobody has are left out.
 */
people: Array<RoleCount>, 
/**
 * In the order in which they were opened; at most the last is open.
 */
votes: Array<VoteView>, };
