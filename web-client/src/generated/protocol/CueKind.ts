// Generated from server/meeting/src/protocol by `make types`. Do not edit.

export type CueKind = "rehearsal" | "check" | "doors" | "opening" | "speech" | "dialogue" | "signing" | "photo" | "closing" | "readout" | "technical";
