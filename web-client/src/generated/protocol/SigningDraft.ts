// Generated from server/meeting/src/protocol by `make types`. Do not edit.
import type { EditionChoice } from "./EditionChoice";
import type { ItemId } from "./ItemId";
import type { Localized } from "./Localized";
import type { PersonId } from "./PersonId";
import type { Signatory } from "./Signatory";

/**
 * A signing as it is prepared.
 */
export type SigningDraft = { 
/**
 * Of the agenda; `None`: of the whole session.
 */
item: ItemId | null, title: Localized, editions: Array<EditionChoice>, 
/**
 * In the order in which they sign.
 */
signatories: Array<Signatory>, witnesses: Array<PersonId>, };
