// Generated from server/meeting/src/protocol by `make types`. Do not edit.

/**
 * One file that belongs to a session.
 */
export type PaperId = string;
