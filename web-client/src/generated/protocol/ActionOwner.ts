// Generated from server/meeting/src/protocol by `make types`. Do not edit.
import type { DelegationId } from "./DelegationId";
import type { PersonId } from "./PersonId";

/**
 * Who sees to an action.
 */
export type ActionOwner = { "delegation": DelegationId } | { "person": PersonId };
