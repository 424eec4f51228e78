// Generated from server/meeting/src/protocol by `make types`. Do not edit.
import type { ChatId } from "./ChatId";
import type { DelegationId } from "./DelegationId";
import type { Localized } from "./Localized";
import type { PersonId } from "./PersonId";
import type { Timestamp } from "./Timestamp";

/**
 * A line of chat as it is shown.
 */
export type ChatLine = { id: ChatId, from: PersonId, 
/**
 * The author may be gone; empty once they are no longer invited, or were erased.
 */
name: Localized, delegation: DelegationId | null, at: Timestamp, 
/**
 * `None` once the person was erased.
 */
text: string | null, };
