// Generated from server/meeting/src/protocol by `make types`. Do not edit.
import type { Wanted } from "./Wanted";

/**
 * What one device wants to receive. The engine allots its receive slots in the order of `sources`.
 */
export type View = { sources: Array<Wanted>, 
/**
 * Sound only: no picture at all, whatever `sources` says.
 */
audio_only: boolean, };
