// Generated from server/meeting/src/protocol by `make types`. Do not edit.
import type { DelegationId } from "./DelegationId";
import type { PersonId } from "./PersonId";

/**
 * Who signs for a party.
 */
export type Signatory = { delegation: DelegationId, person: PersonId, };
