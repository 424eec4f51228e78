// Generated from server/meeting/src/protocol by `make types`. Do not edit.
import type { Command } from "./Command";
import type { Hello } from "./Hello";

/**
 * Everything a client says.
 */
export type ClientMessage = { "type": "hello" } & Hello | { "type": "request", id: number, command: Command, } | { "type": "ping", sent: number, };
