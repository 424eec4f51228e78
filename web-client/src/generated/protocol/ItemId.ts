// Generated from server/meeting/src/protocol by `make types`. Do not edit.

/**
 * One item of the agenda.
 */
export type ItemId = string;
