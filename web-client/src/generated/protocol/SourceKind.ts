// Generated from server/meeting/src/protocol by `make types`. Do not edit.

/**
 * What a device can send.
 */
export type SourceKind = "microphone" | "camera" | "screen" | "screen_sound";
