// Generated from server/meeting/src/protocol by `make types`. Do not edit.
import type { ItemId } from "./ItemId";
import type { PaperId } from "./PaperId";
import type { Timestamp } from "./Timestamp";

/**
 * What is shown. It stands at `now - starts_at`, by the clock of the service.
 */
export type ShowingView = { paper: PaperId, item: ItemId, starts_at: Timestamp, length_ms: number, };
