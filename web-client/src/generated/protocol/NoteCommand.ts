// Generated from server/meeting/src/protocol by `make types`. Do not edit.
import type { Note } from "./Note";
import type { NoteId } from "./NoteId";

/**
 * What can be asked for about decisions and actions, by hosts and technicians.
 */
export type NoteCommand = { "act": "write", note: Note, } | { "act": "correct", id: NoteId, version: number, note: Note, } | { "act": "withdraw", id: NoteId, version: number, };
