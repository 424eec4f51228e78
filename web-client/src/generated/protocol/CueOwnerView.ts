// Generated from server/meeting/src/protocol by `make types`. Do not edit.
import type { Duty } from "./Duty";
import type { Named } from "./Named";

export type CueOwnerView = { "person": Named } | { "duty": Duty };
