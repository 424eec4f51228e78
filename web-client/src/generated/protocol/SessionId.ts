// Generated from server/meeting/src/protocol by `make types`. Do not edit.

/**
 * What people join: one meeting, on one day.
 */
export type SessionId = string;
