// Generated from server/meeting/src/protocol by `make types`. Do not edit.
import type { DelegationId } from "./DelegationId";
import type { PersonId } from "./PersonId";
import type { StagePlace } from "./StagePlace";

/**
 * What can be asked about the stage. Hosts and technicians only.
 */
export type StageCommand = { "act": "open_stage", on_stage: Array<PersonId>, } | { "act": "close_stage" } | { "act": "place", person: PersonId, place: StagePlace, } | { "act": "place_delegation", delegation: DelegationId, place: StagePlace, } | { "act": "promote" } | { "act": "spotlight", person: PersonId | null, } | { "act": "pin_screen", on: boolean, };
