// Generated from server/meeting/src/protocol by `make types`. Do not edit.
import type { PersonId } from "./PersonId";

export type Wanted = { person: PersonId, 
/**
 * Size of the tile in device pixels; the simulcast layer follows it.
 */
width: number, height: number, };
