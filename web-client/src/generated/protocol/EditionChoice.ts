// Generated from server/meeting/src/protocol by `make types`. Do not edit.
import type { PaperId } from "./PaperId";

/**
 * The document in one language, as it is chosen.
 */
export type EditionChoice = { 
/**
 * BCP 47 tag.
 */
language: string, paper: PaperId, };
