// Generated from server/meeting/src/protocol by `make types`. Do not edit.
import type { PersonId } from "./PersonId";
import type { PhotoId } from "./PhotoId";
import type { PhotoScope } from "./PhotoScope";

/**
 * What can be asked for about a group photo. Hosts only, but for the answer of whoever is asked.
 */
export type PhotoCommand = { "act": "call", scope: PhotoScope, } | { "act": "answer", photo: PhotoId, camera: boolean, } | { "act": "start", photo: PhotoId, } | { "act": "call_off", photo: PhotoId, } | { "act": "keep", photo: PhotoId, sha256: string, pictured: Array<PersonId>, };
