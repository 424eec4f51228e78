// Generated from server/meeting/src/protocol by `make types`. Do not edit.
import type { Localized } from "./Localized";
import type { Named } from "./Named";
import type { Note } from "./Note";
import type { NoteId } from "./NoteId";
import type { PersonId } from "./PersonId";
import type { Timestamp } from "./Timestamp";

/**
 * A decision or an action as it stands.
 */
export type NoteView = { id: NoteId, 
/**
 * From 1; each correction counts.
 */
version: number, 
/**
 * When it was first written.
 */
at: Timestamp, 
/**
 * Who wrote what it says now, and their name as invited.
 */
by: PersonId, name: Localized, 
/**
 * The person who sees to an action, if it is one person's.
 */
owner: Named | null, 
/**
 * Its text and department are empty once whoever wrote it was erased.
 */
note: Note, };
