// Generated from server/meeting/src/protocol by `make types`. Do not edit.
import type { DelegationId } from "./DelegationId";
import type { Localized } from "./Localized";
import type { PersonId } from "./PersonId";

export type DelegationVoter = { delegation: DelegationId, 
/**
 * `None`: it has neither a head with a say nor a deputy.
 */
person: PersonId | null, name: Localized, 
/**
 * They were named in place of the head.
 */
deputy: boolean, };
