// Generated from server/meeting/src/protocol by `make types`. Do not edit.

/**
 * One line of the run sheet.
 */
export type CueId = string;
