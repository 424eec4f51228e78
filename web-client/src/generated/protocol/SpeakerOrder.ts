// Generated from server/meeting/src/protocol by `make types`. Do not edit.

/**
 * In which order people get the floor.
 */
export type SpeakerOrder = "hands" | "list" | "precedence";
