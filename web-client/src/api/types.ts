/** The shapes of the REST interface, as the server's own description has them. */
import type { components } from '../generated/openapi';

type Schemas = components['schemas'];

/** One text in several languages, by BCP 47 tag. */
export type Localized = Schemas['Localized'];
/** Microseconds since 1970-01-01T00:00:00Z. */
export type Timestamp = Schemas['Timestamp'];

export type Kind = Schemas['Kind'];
export type Role = Schemas['Role'];
export type Rank = Schemas['Rank'];
export type ItemKind = Schemas['ItemKind'];
export type Admission = Schemas['Admission'];
export type SessionState = Schemas['SessionState'];

export type Office = Schemas['Office'];
export type Me = Schemas['Me'];

export type PartnerCard = Schemas['PartnerCard'];
export type Partner = Schemas['PartnerDetail'];
export type ExchangeCard = Schemas['ExchangeCard'];

export type LocalTime = Schemas['LocalTime'];
export type TimeAnswer = Schemas['TimeAnswer'];

export type SlotQuestion = Schemas['SlotQuestion'];
export type SlotAnswer = Schemas['SlotAnswer'];
export type SlotCity = Schemas['SlotCity'];
export type SlotGrid = Schemas['SlotGrid'];
export type GridRow = Schemas['GridRow'];
export type GridCell = Schemas['GridCell'];
export type SlotProposal = Schemas['SlotProposal'];
export type SlotPair = Schemas['SlotPair'];
export type CitySlot = Schemas['CitySlot'];
export type CalendarDay = Schemas['CalendarDay'];
export type CalendarGap = Schemas['CalendarGap'];

export type Papers = Schemas['Papers'];
export type Paper = Schemas['Paper'];
export type PaperAudience = Schemas['PaperAudience'];
export type PaperDraft = Schemas['PaperDraft'];
export type GuestPaper = Schemas['GuestPaper'];
export type SessionChecks = Schemas['SessionChecks'];
export type Gap = Schemas['PreparationGap'];

export type SessionCard = Schemas['SessionCard'];
export type SessionDetail = Schemas['SessionDetail'];
export type PersonLink = Schemas['PersonLink'];

export type Checked = Schemas['Checked'];
export type Verdict = Schemas['Verdict'];
export type CheckAnswer = Schemas['CheckAnswer'];
export type Finding = Schemas['Finding'];
export type FindingCode = Schemas['FindingCode'];
export type CheckReport = Schemas['CheckReport'];
export type CheckBrowser = Schemas['CheckBrowser'];
export type CheckDevice = Schemas['CheckDevice'];
export type CheckLine = Schemas['CheckLine'];
export type CheckWay = Schemas['CheckWay'];
export type CheckMedia = Schemas['CheckMedia'];
export type CheckFlow = Schemas['CheckFlow'];

export type Plan = Schemas['Plan'];
export type Delegation = Schemas['Delegation'];
export type Invitee = Schemas['Invitee'];
export type Programme = Schemas['Programme'];
export type ReplyAnswer = Schemas['ReplyAnswer'];
export type DelegationView = Schemas['DelegationView'];
export type DelegationSession = Schemas['DelegationSession'];
export type DelegationMember = Schemas['DelegationMember'];
export type MemberSession = Schemas['MemberSession'];
export type MemberNames = Schemas['MemberNames'];
export type DelegationPages = Schemas['DelegationPages'];
export type DelegationPage = Schemas['DelegationPage'];
export type ProposalCard = Schemas['ProposalCard'];
export type Board = Schemas['Board'];
export type InvitationLine = Schemas['InvitationLine'];
export type InvitationWho = Schemas['InvitationWho'];
export type InvitationTold = Schemas['InvitationTold'];
export type EventBoard = Schemas['EventBoard'];
export type EventLine = Schemas['EventLine'];
export type EventCell = Schemas['EventCell'];
export type EventSession = Schemas['EventSession'];
export type EventSending = Schemas['EventSending'];
export type Sending = Schemas['Sending'];
export type LetterText = Schemas['LetterText'];
export type Every = Schemas['Every'];
export type Repeating = Schemas['Repeating'];
export type LetterCard = Schemas['LetterCard'];
export type NextCard = Schemas['NextCard'];
export type AgendaItem = Schemas['AgendaItem'];
export type Cue = Schemas['Cue'];
export type CueKind = Schemas['CueKind'];
export type CueOwner = Schemas['CueOwner'];
export type Duty = Schemas['Duty'];

/** What is sent to be kept: parts that are new carry a temporary id such as `new-1`. */
export type PlanDraft = Omit<Plan, 'session' | 'hall'> & { hall: HallDraft | null };
/** Its seat is the server's affair. */
export type HallDraft = Schemas['HallDraft'];
export type HallBoard = Schemas['HallBoard'];
export type Venue = Schemas['Venue'];

export type Protocol = Schemas['Protocol'];
export type ProtocolRow = Schemas['ProtocolRow'];
export type ProtocolPerson = Schemas['ProtocolPerson'];
export type ProtocolMove = Schemas['ProtocolMove'];
export type ProtocolDraft = Schemas['ProtocolDraft'];
export type PlateGap = Schemas['PlateGap'];
export type Seating = Schemas['Seating'];

export type Form = Schemas['Form'];
export type CityEvent = Schemas['Event'];
export type EventKind = Schemas['EventKind'];
export type EventCard = Schemas['EventCard'];
export type EventDetail = Schemas['EventDetail'];
export type EventDraft = Omit<CityEvent, 'id' | 'expected'>;
export type EventTemplate = Schemas['Template'];
export type NewEvent = Omit<Schemas['NewEvent'], 'event'> & { event: EventDraft };
export type ProgrammeSession = Schemas['ProgrammeSession'];
export type Series = Schemas['Series'];
export type SessionMove = Schemas['MovedSession'];
export type Track = Schemas['Track'];

/** One of `detail.fields` when a plan is refused as `invalid_plan`. */
export interface FieldProblem {
  /** `people[2].name` */
  path: string;
  problem: string;
}

export type SessionRecord = Schemas['Record'];
export type Minutes = Schemas['Minutes'];
export type MinutesChange = Schemas['MinutesChange'];
export type MinutesAct = Schemas['MinutesAct'];
export type MinutesRevision = Schemas['MinutesRevision'];
export type MinutesSection = Schemas['MinutesSection'];
export type RecordVote = Schemas['VoteRecord'];
export type RecordSigning = Schemas['SigningRecord'];
export type RecordPhoto = Schemas['PhotoRecord'];
export type RecordNote = Schemas['NoteRecord'];
export type RecordSide = Schemas['SideRecord'];
export type RecordParticipant = Schemas['ParticipantRecord'];
export type RecordDelegation = Schemas['DelegationRecord'];
export type RecordItem = Schemas['HeldItem'];
export type SpeakingTurn = Schemas['SpeakingTurn'];
export type PersonName = Schemas['PersonName'];
export type Interval = Schemas['Interval'];
export type IntervalEnd = Schemas['IntervalEnd'];
export type OutsideInterval = Schemas['OutsideInterval'];

export type Wall = Schemas['Wall'];
export type WallItem = Schemas['WallItem'];
export type WallPerson = Schemas['WallPerson'];
export type WallCity = Schemas['WallCity'];
export type WallSigning = Schemas['WallSigning'];
