// Generated from server/meeting/src/protocol by `make types`. Do not edit.
import type { IceServer } from "./IceServer";
import type { MediaState } from "./MediaState";
import type { Snapshot } from "./Snapshot";
import type { Timestamp } from "./Timestamp";
import type { You } from "./You";

export type Welcome = { protocol: number, 
/**
 * Changes when the room was rebuilt (restart of the service).
 */
epoch: number, seq: number, server_time: Timestamp, you: You, media: MediaState, 
/**
 * `None` while waiting in the lobby, or when `seq` continues from the `resume` that was asked
 * for and the deltas missed follow.
 */
snapshot: Snapshot | null, 
/**
 * Relays for networks that let nothing else through; new credentials every time.
 */
ice_servers: Array<IceServer>, };
