// Generated from server/meeting/src/protocol by `make types`. Do not edit.
import type { PersonId } from "./PersonId";

export type Slot = { 
/**
 * `mid` of the m-line.
 */
mid: string, person: PersonId | null, };
