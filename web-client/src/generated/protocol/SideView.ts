// Generated from server/meeting/src/protocol by `make types`. Do not edit.
import type { PersonId } from "./PersonId";
import type { SideId } from "./SideId";
import type { Timestamp } from "./Timestamp";

/**
 * A side room that is open.
 */
export type SideView = { id: SideId, 
/**
 * `None` once whoever wrote it was erased.
 */
title: string | null, opened_at: Timestamp, 
/**
 * Then everybody in it is back in the main room.
 */
ends_at: Timestamp, 
/**
 * Whether those in it may come back by themselves.
 */
may_return: boolean, 
/**
 * Who is in it, in the order of the plan; they may be reconnecting, or gone.
 */
people: Array<PersonId>, };
