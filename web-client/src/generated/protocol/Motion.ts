// Generated from server/meeting/src/protocol by `make types`. Do not edit.
import type { Localized } from "./Localized";

/**
 * What is put to the vote, in languages of the session.
 */
export type Motion = { text: Localized, 
/**
 * Names of what can be chosen, two to ten. None: for or against.
 */
options: Array<Localized>, };
