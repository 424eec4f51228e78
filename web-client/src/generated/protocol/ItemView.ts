// Generated from server/meeting/src/protocol by `make types`. Do not edit.
import type { ItemId } from "./ItemId";
import type { ItemKind } from "./ItemKind";
import type { ItemState } from "./ItemState";
import type { Localized } from "./Localized";
import type { Named } from "./Named";
import type { Timestamp } from "./Timestamp";

export type ItemView = { id: ItemId, title: Localized, kind: ItemKind, speaker: Named | null, 
/**
 * Planned length.
 */
minutes: number, 
/**
 * The length it has now.
 */
given: number, open: boolean, planned_at: Timestamp, state: ItemState, };
