// Generated from server/meeting/src/protocol by `make types`. Do not edit.

/**
 * What happens when the time of a speaker is over.
 */
export type AtLimit = "soft" | "close_microphone";
