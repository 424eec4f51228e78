// Generated from server/meeting/src/protocol by `make types`. Do not edit.
import type { ActionOwner } from "./ActionOwner";

/**
 * What makes a note an action.
 */
export type NoteAction = { 
/**
 * `None`: the department alone says who.
 */
owner: ActionOwner | null, 
/**
 * Free text; empty when only the owner is known.
 */
department: string, 
/**
 * `None`: no date was agreed.
 */
due: string | null, };
