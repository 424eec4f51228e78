// Generated from server/meeting/src/protocol by `make types`. Do not edit.
import type { PersonId } from "./PersonId";
import type { PhotoEnd } from "./PhotoEnd";
import type { PhotoId } from "./PhotoId";
import type { PhotoPlace } from "./PhotoPlace";
import type { PhotoScope } from "./PhotoScope";
import type { Timestamp } from "./Timestamp";

/**
 * The group photo that was called last, for everybody who takes part.
 */
export type PhotoView = { id: PhotoId, scope: PhotoScope, 
/**
 * The host whose page takes it.
 */
by: PersonId, 
/**
 * Who is asked and still here, in the order in which they stand; empty once it is over.
 */
people: Array<PhotoPlace>, } & ({ "state": "asking" } | { "state": "counting", due: Timestamp, } | { "state": "kept", at: Timestamp, } | { "state": "called_off", why: PhotoEnd, });
