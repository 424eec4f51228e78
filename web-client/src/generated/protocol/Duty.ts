// Generated from server/meeting/src/protocol by `make types`. Do not edit.

/**
 * Work behind the scenes that has a name before it has a person.
 */
export type Duty = "caller" | "floor_manager" | "host" | "sound_and_picture" | "interpretation" | "protocol" | "press";
