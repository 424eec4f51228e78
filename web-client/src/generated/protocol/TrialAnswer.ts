// Generated from server/meeting/src/protocol by `make types`. Do not edit.
import type { Goodbye } from "./Goodbye";
import type { IceServer } from "./IceServer";
import type { Reason } from "./Reason";

/**
 * Everything the server says to it.
 */
export type TrialAnswer = { "type": "welcome", 
/**
 * As in the welcome to a meeting; empty where this service offers no relay.
 */
ice_servers: Array<IceServer>, } | { "type": "pong", sent: number, } | { "type": "answer", id: number, sdp: string, } | { "type": "rejected", id: number, reason: Reason, } | { "type": "goodbye", reason: Goodbye, };
