// Generated from server/meeting/src/protocol by `make types`. Do not edit.
import type { TrialEnd } from "./TrialEnd";

/**
 * Everything the page of a test says.
 */
export type TrialRequest = { "type": "hello", protocol: number, 
/**
 * The pass that `POST /api/join` gave for the link.
 */
pass: string, } | { "type": "ping", sent: number, } | { "type": "offer", id: number, end: TrialEnd, sdp: string, fresh: boolean, };
