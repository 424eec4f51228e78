// Generated from server/meeting/src/protocol by `make types`. Do not edit.

/**
 * A moment of the wall clock: microseconds since 1970-01-01T00:00:00Z.
 */
export type Timestamp = number;
