// Generated from server/meeting/src/protocol by `make types`. Do not edit.
import type { DelegationId } from "./DelegationId";
import type { Display } from "./Display";
import type { Localized } from "./Localized";
import type { PersonId } from "./PersonId";

export type DelegationView = { id: DelegationId, city: Localized, country: string | null, head: PersonId | null, display: Display, };
