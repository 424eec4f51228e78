// Generated from server/meeting/src/protocol by `make types`. Do not edit.
import type { Change } from "./Change";
import type { Goodbye } from "./Goodbye";
import type { Level } from "./Level";
import type { MediaAnswer } from "./MediaAnswer";
import type { PersonQuality } from "./PersonQuality";
import type { Picture } from "./Picture";
import type { Reason } from "./Reason";
import type { Slot } from "./Slot";
import type { Timestamp } from "./Timestamp";
import type { Welcome } from "./Welcome";

/**
 * Everything the server says.
 */
export type ServerMessage = { "type": "welcome" } & Welcome | { "type": "done", id: number, answer?: MediaAnswer, } | { "type": "rejected", id: number, reason: Reason, 
/**
 * What exactly, where the reason alone does not say it: names of codecs.
 */
detail?: string, } | { "type": "delta", seq: number, change: Change, } | { "type": "slots", slots: Array<Slot>, } | { "type": "layers", kind: Picture, on: Array<string>, } | { "type": "quality", people: Array<PersonQuality>, } | { "type": "levels", levels: Array<Level>, } | { "type": "pong", sent: number, server_time: Timestamp, } | { "type": "goodbye", reason: Goodbye, };
