// Generated from server/meeting/src/protocol by `make types`. Do not edit.
import type { DelegationId } from "./DelegationId";
import type { Localized } from "./Localized";
import type { PersonId } from "./PersonId";
import type { Presence } from "./Presence";
import type { Rank } from "./Rank";
import type { Role } from "./Role";
import type { Track } from "./Track";

export type PersonView = { id: PersonId, delegation: DelegationId, role: Role, rank: Rank, name: Localized, title: Localized, language: string, presence: Presence, microphone: Track, camera: Track, };
