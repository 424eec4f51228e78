// Generated from server/meeting/src/protocol by `make types`. Do not edit.

export type ItemKind = "opening" | "speech" | "dialogue" | "signing" | "photo" | "vote" | "break";
