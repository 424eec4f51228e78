// Generated from server/meeting/src/protocol by `make types`. Do not edit.
import type { PaperId } from "./PaperId";

/**
 * What can be asked about greeting videos.
 */
export type FilmCommand = { "act": "fetched", paper: PaperId, bytes: number, } | { "act": "prepare", paper: PaperId, } | { "act": "show", paper: PaperId, } | { "act": "stop" };
