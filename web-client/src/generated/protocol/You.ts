// Generated from server/meeting/src/protocol by `make types`. Do not edit.
import type { PersonId } from "./PersonId";
import type { Presence } from "./Presence";
import type { Role } from "./Role";

export type You = { person: PersonId, role: Role, presence: Presence, 
/**
 * False on the older of two devices of one person: it goes on receiving, the newer one sends.
 */
sends: boolean, };
