// Generated from server/meeting/src/protocol by `make types`. Do not edit.

/**
 * One side room of a session.
 */
export type SideId = string;
