// Generated from server/meeting/src/protocol by `make types`. Do not edit.

/**
 * The two PeerConnections of a test: what one sends, the other gets back.
 */
export type TrialEnd = "sender" | "receiver";
