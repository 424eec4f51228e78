// Generated from server/meeting/src/protocol by `make types`. Do not edit.

/**
 * Who opens the door of the lobby.
 */
export type Admission = "by_host" | "automatic";
