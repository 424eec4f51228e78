// Generated from server/meeting/src/protocol by `make types`. Do not edit.
import type { DelegationId } from "./DelegationId";
import type { PersonId } from "./PersonId";
import type { SideId } from "./SideId";

/**
 * What can be asked for about side rooms.
 */
export type SideCommand = { "act": "return" } | { "act": "open", title: string, minutes: number, 
/**
 * Whether those in it may come back by themselves.
 */
may_return: boolean, people: Array<PersonId>, delegations: Array<DelegationId>, } | { "act": "move", person: PersonId, side: SideId | null, } | { "act": "extend", side: SideId, minutes: number, } | { "act": "close", side: SideId, } | { "act": "close_all" };
