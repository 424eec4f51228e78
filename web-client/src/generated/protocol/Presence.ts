// Generated from server/meeting/src/protocol by `make types`. Do not edit.

export type Presence = "waiting" | "here" | "reconnecting" | "outside";
