// Generated from server/meeting/src/protocol by `make types`. Do not edit.

/**
 * What a participant is in this session; decides what they may do.
 */
export type Role = "host" | "delegate" | "interpreter" | "observer" | "press" | "technician";
