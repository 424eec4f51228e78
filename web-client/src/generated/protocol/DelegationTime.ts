// Generated from server/meeting/src/protocol by `make types`. Do not edit.
import type { DelegationId } from "./DelegationId";

export type DelegationTime = { delegation: DelegationId, spent_ms: number, };
