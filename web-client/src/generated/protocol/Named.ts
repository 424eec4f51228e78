// Generated from server/meeting/src/protocol by `make types`. Do not edit.
import type { DelegationId } from "./DelegationId";
import type { Localized } from "./Localized";
import type { PersonId } from "./PersonId";

/**
 * Somebody who is spoken of, here or not.
 */
export type Named = { person: PersonId, delegation: DelegationId, name: Localized, };
