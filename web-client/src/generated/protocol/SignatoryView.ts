// Generated from server/meeting/src/protocol by `make types`. Do not edit.
import type { DelegationId } from "./DelegationId";
import type { Localized } from "./Localized";
import type { Named } from "./Named";
import type { PersonId } from "./PersonId";
import type { Timestamp } from "./Timestamp";

/**
 * Who signs for a party, by name and title as invited.
 */
export type SignatoryView = { delegation: DelegationId, person: PersonId, name: Localized, title: Localized, 
/**
 * Whom they stand in for.
 */
deputy_for: Named | null, signed_at: Timestamp | null, };
