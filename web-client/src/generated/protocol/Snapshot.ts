// Generated from server/meeting/src/protocol by `make types`. Do not edit.
import type { Admission } from "./Admission";
import type { ChatLine } from "./ChatLine";
import type { CueView } from "./CueView";
import type { DelegationView } from "./DelegationView";
import type { FilmsView } from "./FilmsView";
import type { FloorView } from "./FloorView";
import type { HallView } from "./HallView";
import type { ItemView } from "./ItemView";
import type { Localized } from "./Localized";
import type { Named } from "./Named";
import type { NoteView } from "./NoteView";
import type { PersonId } from "./PersonId";
import type { PersonView } from "./PersonView";
import type { PhotoView } from "./PhotoView";
import type { RecordHealth } from "./RecordHealth";
import type { SessionId } from "./SessionId";
import type { SidesView } from "./SidesView";
import type { SigningView } from "./SigningView";
import type { StageCall } from "./StageCall";
import type { StageView } from "./StageView";
import type { Timestamp } from "./Timestamp";
import type { VotesView } from "./VotesView";

/**
 * The whole room as one participant may see it.
 */
export type Snapshot = { session: SessionId, title: Localized, starts_at: Timestamp, minutes: number, zone: string, languages: Array<string>, admission: Admission, 
/**
 * What happens is tried out, and stands in no history.
 */
rehearsal: boolean, opened_at: Timestamp | null, delegations: Array<DelegationView>, 
/**
 * Everybody who is in the meeting, in the order of the plan.
 */
people: Array<PersonView>, 
/**
 * Who waits at the door, in order of arrival; empty unless the reader is a host.
 */
lobby: Array<PersonView>, 
/**
 * In the order of now; `planned_at` is that of the plan.
 */
agenda: Array<ItemView>, 
/**
 * Raised hands, first come first.
 */
hands: Array<PersonId>, 
/**
 * The last 200 lines.
 */
chat: Array<ChatLine>, 
/**
 * The person speaking now, loudest first wins; `None` in silence.
 */
speaker: PersonId | null, 
/**
 * Who shares a screen now.
 */
screen: PersonId | null, record: RecordHealth, 
/**
 * Where people attend on site; `None`: everybody is online.
 */
hall: HallView | null, 
/**
 * The run sheet; empty unless the reader is a host or technician.
 */
cues: Array<CueView>, 
/**
 * Who is called to the stage; of others only for hosts and technicians.
 */
stage_calls: Array<StageCall>, 
/**
 * Who speaks, and who is next.
 */
floor: FloorView, votes: VotesView, 
/**
 * Whom a host removed, and none admitted again; empty unless the reader is a host.
 */
removed: Array<Named>, 
/**
 * Decisions and actions, as they were first written; those of closed items not for press and
 * observers.
 */
notes: Array<NoteView>, stage: StageView, 
/**
 * Side rooms. Whoever is in none of them is in the main room.
 */
sides: SidesView, 
/**
 * In the order in which they were first prepared; those of closed items, and those that did not
 * open yet, not for press and observers.
 */
signings: Array<SigningView>, 
/**
 * The group photo that was called last; nothing for press and observers.
 */
photo: PhotoView | null, films: FilmsView, };
