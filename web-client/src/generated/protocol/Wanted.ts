// Generated from server/meeting/src/protocol by `make types`. Do not edit.
import type { PersonId } from "./PersonId";
import type { Picture } from "./Picture";

export type Wanted = { person: PersonId, kind: Picture, 
/**
 * Size of the tile in device pixels; the simulcast layer follows it.
 */
width: number, height: number, };
