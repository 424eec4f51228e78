// Generated from server/meeting/src/protocol by `make types`. Do not edit.

/**
 * Who is asked to stand in a picture.
 */
export type PhotoScope = "stage" | "heads" | "cameras";
