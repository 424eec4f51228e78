// Generated from server/meeting/src/protocol by `make types`. Do not edit.
import type { PersonId } from "./PersonId";

export type Level = { person: PersonId, level: number, };
