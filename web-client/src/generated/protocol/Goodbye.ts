// Generated from server/meeting/src/protocol by `make types`. Do not edit.

/**
 * Why the server closes a WebSocket.
 */
export type Goodbye = "left" | "ended" | "removed" | "revoked" | "bad_pass" | "not_acknowledged" | "too_early" | "replaced" | "version" | "abuse" | "too_slow" | "full" | "restart";
