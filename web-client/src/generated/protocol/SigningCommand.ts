// Generated from server/meeting/src/protocol by `make types`. Do not edit.
import type { DelegationId } from "./DelegationId";
import type { PersonId } from "./PersonId";
import type { Sha256 } from "./Sha256";
import type { SigningDraft } from "./SigningDraft";
import type { SigningId } from "./SigningId";

/**
 * What can be asked for about signings.
 */
export type SigningCommand = { "act": "sign", signing: SigningId, hashes: Array<Sha256>, } | { "act": "attest", signing: SigningId, hashes: Array<Sha256>, } | { "act": "name_deputy", signing: SigningId, delegation: DelegationId, person: PersonId | null, } | { "act": "prepare", signing: SigningId | null, draft: SigningDraft, } | { "act": "open", signing: SigningId, } | { "act": "pause", signing: SigningId, reason: string, } | { "act": "resume", signing: SigningId, } | { "act": "call_off", signing: SigningId, reason: string, } | { "act": "close", signing: SigningId, };
