// Generated from server/meeting/src/protocol by `make types`. Do not edit.
import type { PersonId } from "./PersonId";

/**
 * One place in a group photo.
 */
export type PhotoPlace = { person: PersonId, 
/**
 * Whether their camera may be taken; `None`: they did not say yet, and a name plate stands for
 * them.
 */
camera: boolean | null, };
