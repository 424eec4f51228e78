// Generated from server/meeting/src/protocol by `make types`. Do not edit.
import type { PersonId } from "./PersonId";
import type { SourceKind } from "./SourceKind";

export type Slot = { 
/**
 * `mid` of the m-line.
 */
mid: string, person: PersonId | null, 
/**
 * What of the person; there when `person` is.
 */
kind?: SourceKind, 
/**
 * The picture stands still: the connection of this device cannot carry it.
 */
paused?: boolean, };
