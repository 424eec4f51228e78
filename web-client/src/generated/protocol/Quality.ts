// Generated from server/meeting/src/protocol by `make types`. Do not edit.

/**
 * How well media flows in one direction.
 */
export type Quality = "good" | "poor" | "lost";
