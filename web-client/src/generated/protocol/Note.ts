// Generated from server/meeting/src/protocol by `make types`. Do not edit.
import type { ItemId } from "./ItemId";
import type { Localized } from "./Localized";
import type { NoteAction } from "./NoteAction";

/**
 * A decision, or with an `action` something that is to be done, in languages of the session.
 */
export type Note = { item: ItemId, text: Localized, action: NoteAction | null, };
