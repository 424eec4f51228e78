// Generated from server/meeting/src/protocol by `make types`. Do not edit.

/**
 * One line of chat.
 */
export type ChatId = string;
