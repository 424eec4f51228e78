// Generated from server/meeting/src/protocol by `make types`. Do not edit.

/**
 * What the server knows of one track; the icon is drawn from this and, for oneself, from the
 * track itself, never from the click.
 */
export type Track = "off" | "on" | "silent";
