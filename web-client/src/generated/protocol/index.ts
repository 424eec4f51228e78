// Generated from server/meeting/src/protocol by `make types`. Do not edit.
export type { Admission } from "./Admission";
export type { Change } from "./Change";
export type { ChatId } from "./ChatId";
export type { ChatLine } from "./ChatLine";
export type { ClientMessage } from "./ClientMessage";
export type { Command } from "./Command";
export type { DelegationId } from "./DelegationId";
export type { DelegationView } from "./DelegationView";
export type { Display } from "./Display";
export type { Goodbye } from "./Goodbye";
export type { HallView } from "./HallView";
export type { Hello } from "./Hello";
export type { IceServer } from "./IceServer";
export type { ItemId } from "./ItemId";
export type { ItemKind } from "./ItemKind";
export type { ItemState } from "./ItemState";
export type { ItemView } from "./ItemView";
export type { Level } from "./Level";
export type { Localized } from "./Localized";
export type { MediaAnswer } from "./MediaAnswer";
export type { MediaState } from "./MediaState";
export type { Named } from "./Named";
export type { PersonId } from "./PersonId";
export type { PersonQuality } from "./PersonQuality";
export type { PersonView } from "./PersonView";
export type { Picture } from "./Picture";
export type { Presence } from "./Presence";
export type { Quality } from "./Quality";
export type { Rank } from "./Rank";
export type { Reason } from "./Reason";
export type { RecordHealth } from "./RecordHealth";
export type { Resume } from "./Resume";
export type { Role } from "./Role";
export type { ServerMessage } from "./ServerMessage";
export type { SessionId } from "./SessionId";
export type { Slot } from "./Slot";
export type { Snapshot } from "./Snapshot";
export type { SourceKind } from "./SourceKind";
export type { Timestamp } from "./Timestamp";
export type { Track } from "./Track";
export type { TrialAnswer } from "./TrialAnswer";
export type { TrialEnd } from "./TrialEnd";
export type { TrialRequest } from "./TrialRequest";
export type { View } from "./View";
export type { Wanted } from "./Wanted";
export type { Welcome } from "./Welcome";
export type { You } from "./You";

/** The protocol spoken by this client; the server's may be newer: reload. */
export const PROTOCOL = 1;

/** Edition of the privacy notice that this client shows. */
export const NOTICE = "2026-11";
