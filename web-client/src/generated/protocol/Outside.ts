// Generated from server/meeting/src/protocol by `make types`. Do not edit.
import type { Timestamp } from "./Timestamp";

/**
 * What somebody outside is told.
 */
export type Outside = { 
/**
 * When the closed item began.
 */
since: Timestamp, 
/**
 * When it will have taken the time it has; it may take longer.
 */
until: Timestamp, };
