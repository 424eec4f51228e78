// Generated from server/meeting/src/protocol by `make types`. Do not edit.
import type { PersonId } from "./PersonId";
import type { Quality } from "./Quality";

export type PersonQuality = { person: PersonId, 
/**
 * From them to the service.
 */
up: Quality, 
/**
 * From the service to them.
 */
down: Quality, };
