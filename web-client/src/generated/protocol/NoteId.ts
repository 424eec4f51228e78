// Generated from server/meeting/src/protocol by `make types`. Do not edit.

/**
 * One decision or action that was noted in a session.
 */
export type NoteId = string;
