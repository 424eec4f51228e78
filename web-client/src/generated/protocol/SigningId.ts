// Generated from server/meeting/src/protocol by `make types`. Do not edit.

/**
 * One signing of a document in a session.
 */
export type SigningId = string;
