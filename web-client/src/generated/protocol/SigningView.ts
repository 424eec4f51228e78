// Generated from server/meeting/src/protocol by `make types`. Do not edit.
import type { DelegationId } from "./DelegationId";
import type { ItemId } from "./ItemId";
import type { Localized } from "./Localized";
import type { Original } from "./Original";
import type { SignatoryView } from "./SignatoryView";
import type { SigningEdition } from "./SigningEdition";
import type { SigningId } from "./SigningId";
import type { Timestamp } from "./Timestamp";
import type { WitnessView } from "./WitnessView";

/**
 * A signing as everybody sees it who may.
 */
export type SigningView = { id: SigningId, item: ItemId | null, 
/**
 * Empty once whoever prepared it was erased.
 */
title: Localized, editions: Array<SigningEdition>, 
/**
 * In the order in which they sign.
 */
signatories: Array<SignatoryView>, 
/**
 * One a party, which it names first.
 */
originals: Array<Original>, witnesses: Array<WitnessView>, opened_at: Timestamp | null, 
/**
 * Whose turn it is to sign.
 */
turn: DelegationId | null, } & ({ "state": "prepared" } | { "state": "open" } | { "state": "paused", since: Timestamp, 
/**
 * `None` once whoever wrote it was erased.
 */
reason: string | null, } | { "state": "closed", at: Timestamp, } | { "state": "called_off", at: Timestamp, 
/**
 * `None` when the session ended over it, or whoever wrote it was erased.
 */
reason: string | null, });
