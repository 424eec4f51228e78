/** The shapes of the REST interface. Times are microseconds since 1970-01-01T00:00:00Z. */
import type { Localized } from '../i18n/localized';
import type { Timestamp } from '../time/format';

export type { Localized, Timestamp };

export type Kind = 'sister' | 'exchange';
export type Role = 'host' | 'delegate' | 'interpreter' | 'observer' | 'press' | 'technician';
export type Rank = 'mayor' | 'vice_mayor' | 'director' | 'deputy_director' | 'staff' | 'other';
export type ItemKind = 'opening' | 'speech' | 'dialogue' | 'signing' | 'photo' | 'vote' | 'break';
export type Admission = 'by_host' | 'automatic';
export type SessionState = 'planned' | 'open' | 'live' | 'ended' | 'cancelled';

export interface Office {
  name: Localized;
  home: { city: Localized; country: string; zone: string; lat: number; lon: number };
  locales: string[];
  setup_needed: boolean;
  version: string;
  protocol: number;
  privacy: { notice: string; office: Localized; contact: string; retention_days: number };
}

export interface Me {
  id: string;
  name: string;
}

export interface PartnerCard {
  id: string;
  /** The registry's own number: `S18`. */
  slug: string;
  names: Localized;
  native: { text: string; language: string };
  country: string;
  continent: string;
  kind: Kind;
  since: { date: string | null; precision: 'day' | 'month' | 'year' | 'unknown' };
  zone: string;
  languages: string[];
  bri: boolean;
  last_exchange: { date: Timestamp; title: Localized } | null;
}

export interface Partner extends PartnerCard {
  lat: number;
  lon: number;
  population: number | null;
  confidence: string;
  note: string | null;
  sources: string[];
  official_urls: string[];
  exchanges: ExchangeCard[];
}

export interface ExchangeCard {
  id: string;
  title: Localized;
  at: Timestamp;
  mode: string;
  kind: string;
  direction: string;
  rank: Rank | null;
  headcount: number;
  delegations: number;
  /** The session whose record stands behind it. */
  session: string | null;
}

export interface LocalTime {
  zone: string;
  /** `2026-12-10T09:00` */
  wall: string;
  day_shift: number;
  /** `+01:00` */
  offset: string;
}

export interface TimeAnswer {
  /** Nothing when the wall time does not exist, or exists twice. */
  at: Timestamp | null;
  problem: 'gap' | 'overlap' | null;
  /** What to choose from when there is a problem. */
  choices: Timestamp[];
  local: LocalTime[];
}

export interface SessionCard {
  id: string;
  title: Localized;
  starts_at: Timestamp;
  minutes: number;
  zone: string;
  state: SessionState;
  partners: { id: string; names: Localized; country: string }[];
  people: number;
  present: number;
  has_record: boolean;
}

export interface Delegation {
  id: string;
  partner: string | null;
  city: Localized;
  country: string | null;
  head: string | null;
}

export interface Invitee {
  id: string;
  delegation: string;
  role: Role;
  rank: Rank;
  name: Localized;
  title: Localized;
  language: string;
}

export interface AgendaItem {
  id: string;
  title: Localized;
  kind: ItemKind;
  speaker: string | null;
  minutes: number;
  open: boolean;
}

/** What is sent to be kept: parts that are new carry a temporary id such as `new-1`. */
export interface PlanDraft {
  title: Localized;
  starts_at: Timestamp;
  minutes: number;
  zone: string;
  languages: string[];
  admission: Admission;
  delegations: Delegation[];
  people: Invitee[];
  agenda: AgendaItem[];
}

export interface Plan extends PlanDraft {
  session: string;
}

export interface PersonLink {
  person: string;
  /** Nothing once it is revoked. */
  url: string | null;
  revoked: boolean;
  opened_at: Timestamp | null;
}

export interface SessionDetail {
  version: number;
  plan: Plan;
  state: SessionState;
  links: PersonLink[];
  created_at: Timestamp;
}

export interface FieldProblem {
  /** `people[2].name` */
  path: string;
  problem: string;
}

export interface Interval {
  from: Timestamp;
  to: Timestamp;
  /** Why it ended; nothing while it lasts. */
  end: IntervalEnd | null;
}

export type IntervalEnd =
  'left' | 'dropped' | 'removed' | 'revoked' | 'replaced' | 'ended' | 'crash' | 'stop';

export interface PersonName {
  person: string;
  name: Localized;
}

export interface RecordParticipant {
  person: string;
  name: Localized;
  title: Localized;
  delegation: string;
  role: Role;
  rank: Rank;
  intervals: Interval[];
  seconds: number;
  late_seconds: number | null;
  present: boolean;
}

export interface RecordDelegation {
  id: string;
  city: Localized;
  country: string | null;
  partner: string | null;
  seconds: number;
  late_seconds: number | null;
  /** How many of them came. */
  present: number;
  /** How many were invited. */
  people: number;
  intervals: Interval[];
}

export interface RecordItem {
  item: string;
  title: Localized;
  kind: ItemKind;
  speaker: PersonName | null;
  planned_at: Timestamp;
  planned_seconds: number;
  open: boolean;
  started_at: Timestamp | null;
  ended_at: Timestamp | null;
  skipped: boolean;
  seconds: number | null;
  deviation_seconds: number | null;
}

export interface SessionRecord {
  session: string;
  title: Localized;
  planned: { from: Timestamp; to: Timestamp };
  opened_at: Timestamp | null;
  ended_at: Timestamp | null;
  ended: 'by_host' | 'empty' | null;
  /** Still running: the figures are those of this moment. */
  partial: boolean;
  zone: string;
  chaired_by: PersonName[];
  totals: {
    invited: number;
    present: number;
    peak: number;
    peak_at: Timestamp | null;
    delegations_invited: number;
    delegations_present: number;
    overrun_seconds: number;
  };
  gaps: { from: Timestamp; to: Timestamp; reason: 'crash' | 'stop' }[];
  participants: RecordParticipant[];
  delegations: RecordDelegation[];
  agenda: RecordItem[];
  curve: { at: Timestamp; present: number }[];
  filed: { partner: string; names: Localized; exchange: string }[];
}
