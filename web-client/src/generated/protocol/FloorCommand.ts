// Generated from server/meeting/src/protocol by `make types`. Do not edit.
import type { PersonId } from "./PersonId";
import type { SpeakerOrder } from "./SpeakerOrder";

/**
 * What can be asked about the floor. Hosts only, but for `End` by whoever speaks, and `Point`.
 */
export type FloorCommand = { "act": "give", person: PersonId, seconds?: number, } | { "act": "next" } | { "act": "end" } | { "act": "extend", seconds: number, } | { "act": "order", order: SpeakerOrder, } | { "act": "queue", person: PersonId, place?: number, } | { "act": "unqueue", person: PersonId, } | { "act": "allow_microphone", person: PersonId, } | { "act": "point", raised: boolean, } | { "act": "hear_point", person: PersonId, } | { "act": "close_point", person: PersonId, };
