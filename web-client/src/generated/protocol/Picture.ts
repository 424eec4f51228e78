// Generated from server/meeting/src/protocol by `make types`. Do not edit.

/**
 * What a picture shows.
 */
export type Picture = "camera" | "screen";
