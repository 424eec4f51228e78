// Generated from server/meeting/src/protocol by `make types`. Do not edit.
import type { Localized } from "./Localized";

/**
 * How a delegation is shown where the office decided otherwise for it than for its place.
 */
export type Display = { 
/**
 * Name of the country/region; empty: the usual one.
 */
label: Localized, 
/**
 * Whether the flag is shown; `None`: as usual.
 */
flag: boolean | null, };
