// Generated from server/meeting/src/protocol by `make types`. Do not edit.
import type { CueId } from "./CueId";
import type { DelegationId } from "./DelegationId";
import type { FilmCommand } from "./FilmCommand";
import type { FloorCommand } from "./FloorCommand";
import type { ItemId } from "./ItemId";
import type { NoteCommand } from "./NoteCommand";
import type { PersonId } from "./PersonId";
import type { PhotoCommand } from "./PhotoCommand";
import type { Role } from "./Role";
import type { SideCommand } from "./SideCommand";
import type { SigningCommand } from "./SigningCommand";
import type { StageCommand } from "./StageCommand";
import type { View } from "./View";
import type { VoteCommand } from "./VoteCommand";

/**
 * What can be asked for. Desired-state commands (`SetMedia`, `Share`, `View`, `Hand`) are idempotent.
 */
export type Command = { "do": "offer", sdp: string, fresh: boolean, } | { "do": "set_media", microphone: boolean, camera: boolean, } | { "do": "share", on: boolean, } | { "do": "view" } & View | { "do": "hand", raised: boolean, } | { "do": "chat", text: string, } | { "do": "leave" } | { "do": "admit", person: PersonId, } | { "do": "admit_all" } | { "do": "remove", person: PersonId, } | { "do": "mute", person: PersonId, } | { "do": "stop_share", person: PersonId, } | { "do": "set_role", person: PersonId, role: Role, } | { "do": "lower_hand", person: PersonId, } | { "do": "start_item", item: ItemId, } | { "do": "end_item", item: ItemId, } | { "do": "skip_item", item: ItemId, } | { "do": "end_session" } | { "do": "move_item", item: ItemId, before: ItemId | null, } | { "do": "resize_item", item: ItemId, minutes: number, } | { "do": "restore_item", item: ItemId, } | { "do": "call_cue", cue: CueId, fallback: boolean, } | { "do": "drop_cue", cue: CueId, } | { "do": "reset_cue", cue: CueId, } | { "do": "call_to_stage", person: PersonId, seconds: number | null, } | { "do": "ready" } | { "do": "floor" } & FloorCommand | { "do": "vote" } & VoteCommand | { "do": "admit_delegation", delegation: DelegationId, } | { "do": "note" } & NoteCommand | { "do": "stage" } & StageCommand | { "do": "side" } & SideCommand | { "do": "signing" } & SigningCommand | { "do": "photo" } & PhotoCommand | { "do": "film" } & FilmCommand;
