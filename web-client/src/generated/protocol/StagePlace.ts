// Generated from server/meeting/src/protocol by `make types`. Do not edit.

/**
 * Where somebody is while the stage is open.
 */
export type StagePlace = "on_stage" | "backstage" | "audience";
