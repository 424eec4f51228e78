// Generated from server/meeting/src/protocol by `make types`. Do not edit.
import type { Timestamp } from "./Timestamp";

export type ItemState = { "state": "planned" } | { "state": "running", started_at: Timestamp, } | { "state": "held", started_at: Timestamp, ended_at: Timestamp, } | { "state": "skipped", at: Timestamp, };
