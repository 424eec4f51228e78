// Generated from server/meeting/src/protocol by `make types`. Do not edit.
import type { ChatLine } from "./ChatLine";
import type { CueId } from "./CueId";
import type { CueView } from "./CueView";
import type { DelegationVoter } from "./DelegationVoter";
import type { FilmView } from "./FilmView";
import type { FloorView } from "./FloorView";
import type { HallView } from "./HallView";
import type { ItemId } from "./ItemId";
import type { ItemView } from "./ItemView";
import type { Named } from "./Named";
import type { NoteId } from "./NoteId";
import type { NoteView } from "./NoteView";
import type { Outside } from "./Outside";
import type { PaperId } from "./PaperId";
import type { PersonId } from "./PersonId";
import type { PersonView } from "./PersonView";
import type { PhotoView } from "./PhotoView";
import type { Presence } from "./Presence";
import type { RecordHealth } from "./RecordHealth";
import type { RoleCount } from "./RoleCount";
import type { ShowingView } from "./ShowingView";
import type { SideView } from "./SideView";
import type { SigningId } from "./SigningId";
import type { SigningView } from "./SigningView";
import type { Snapshot } from "./Snapshot";
import type { StageCall } from "./StageCall";
import type { StageView } from "./StageView";
import type { Timestamp } from "./Timestamp";
import type { Track } from "./Track";
import type { VoteChoice } from "./VoteChoice";
import type { VoteId } from "./VoteId";
import type { VoteView } from "./VoteView";
import type { You } from "./You";

/**
 * One change of the room.
 */
export type Change = { "change": "snapshot", you: You, snapshot: Snapshot, } | { "change": "you", you: You, } | { "change": "opened", at: Timestamp, } | { "change": "person", person: PersonView, } | { "change": "gone", person: PersonId, } | { "change": "presence", person: PersonId, presence: Presence, } | { "change": "media", person: PersonId, microphone: Track, camera: Track, } | { "change": "muted", by: PersonId, } | { "change": "screen", person: PersonId | null, } | { "change": "share_stopped", by: PersonId, } | { "change": "lobby", person: PersonView, } | { "change": "lobby_gone", person: PersonId, } | { "change": "hands", hands: Array<PersonId>, } | { "change": "chat", line: ChatLine, } | { "change": "item", item: ItemId, } & ({ "state": "planned" } | { "state": "running", started_at: Timestamp, } | { "state": "held", started_at: Timestamp, ended_at: Timestamp, } | { "state": "skipped", at: Timestamp, }) | { "change": "agenda", agenda: Array<ItemView>, } | { "change": "speaker", person: PersonId | null, } | { "change": "record", health: RecordHealth, } | { "change": "hall", hall: HallView | null, } | { "change": "ended" } | { "change": "cues", cues: Array<CueView>, } | { "change": "cue", cue: CueId, } & ({ "state": "planned" } | { "state": "called", at: Timestamp, fallback: boolean, } | { "state": "dropped", at: Timestamp, }) | { "change": "stage_call", person: PersonId, call: StageCall | null, } | { "change": "floor", floor: FloorView, } | { "change": "vote", vote: VoteView, } | { "change": "ballot", vote: VoteId, person: PersonId, choice: VoteChoice | null, } | { "change": "voters", delegations: Array<DelegationVoter>, people: Array<RoleCount>, } | { "change": "outside", you: You, outside: Outside, } | { "change": "removed", people: Array<Named>, } | { "change": "note", note: NoteView, } | { "change": "note_gone", note: NoteId, } | { "change": "stage", stage: StageView, } | { "change": "sides", rooms: Array<SideView>, } | { "change": "away", people: Array<PersonId>, } | { "change": "signing", signing: SigningView, } | { "change": "signing_gone", signing: SigningId, } | { "change": "photo", photo: PhotoView, } | { "change": "films", films: Array<FilmView>, } | { "change": "showing", showing: ShowingView | null, } | { "change": "fetched", paper: PaperId, person: PersonId, bytes: number, };
