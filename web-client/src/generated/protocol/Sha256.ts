// Generated from server/meeting/src/protocol by `make types`. Do not edit.

/**
 * The SHA-256 of a file: 64 hexadecimal digits in lower case.
 */
export type Sha256 = string;
