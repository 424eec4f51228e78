// Generated from server/meeting/src/protocol by `make types`. Do not edit.
import type { Localized } from "./Localized";
import type { PersonId } from "./PersonId";
import type { Timestamp } from "./Timestamp";

export type WitnessView = { person: PersonId, name: Localized, title: Localized, attested_at: Timestamp | null, };
