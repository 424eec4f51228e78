// Generated from server/meeting/src/protocol by `make types`. Do not edit.

/**
 * One ordered list of seniority; the highest comes first. Foreign titles are mapped by hand.
 */
export type Rank = "mayor" | "vice_mayor" | "director" | "deputy_director" | "staff" | "other";
