// Generated from server/meeting/src/protocol by `make types`. Do not edit.
import type { PaperId } from "./PaperId";
import type { Sha256 } from "./Sha256";

/**
 * The document in one language.
 */
export type SigningEdition = { 
/**
 * BCP 47 tag.
 */
language: string, paper: PaperId, sha256: Sha256, };
