// Generated from server/meeting/src/protocol by `make types`. Do not edit.
import type { CueId } from "./CueId";
import type { CueKind } from "./CueKind";
import type { CueOwnerView } from "./CueOwnerView";
import type { CueState } from "./CueState";
import type { ItemId } from "./ItemId";
import type { Localized } from "./Localized";

/**
 * One line of the run sheet as it runs. It comes `offset` seconds after its item begins, else
 * after the session does.
 */
export type CueView = { id: CueId, title: Localized, kind: CueKind, item: ItemId | null, offset: number, owner: CueOwnerView | null, language: string | null, fallback: Localized, state: CueState, };
