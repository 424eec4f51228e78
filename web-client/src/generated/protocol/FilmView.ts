// Generated from server/meeting/src/protocol by `make types`. Do not edit.
import type { ItemId } from "./ItemId";
import type { Localized } from "./Localized";
import type { PaperId } from "./PaperId";

/**
 * `GET /api/papers/{id}/file` gives it, in parts if one likes.
 */
export type FilmView = { paper: PaperId, 
/**
 * Whose speaker greets.
 */
item: ItemId, title: Localized, bytes: number, length_ms: number, 
/**
 * Its item is one of the next, or it was prepared: fetch it.
 */
wanted: boolean, };
