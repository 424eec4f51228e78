// Generated from server/meeting/src/protocol by `make types`. Do not edit.
import type { Timestamp } from "./Timestamp";

export type CueState = { "state": "planned" } | { "state": "called", at: Timestamp, fallback: boolean, } | { "state": "dropped", at: Timestamp, };
