// Generated from server/meeting/src/protocol by `make types`. Do not edit.
import type { PaperId } from "./PaperId";
import type { PersonId } from "./PersonId";

export type FetchedView = { paper: PaperId, person: PersonId, bytes: number, };
