// Generated from server/meeting/src/protocol by `make types`. Do not edit.

/**
 * One group photo of a session.
 */
export type PhotoId = string;
