// Generated from server/meeting/src/protocol by `make types`. Do not edit.

/**
 * Why there is no picture.
 */
export type PhotoEnd = "host" | "restart" | "ended";
