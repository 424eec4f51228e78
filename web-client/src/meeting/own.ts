import type { Track } from '../generated/protocol';
import type { CaptureStatus } from './capture.svelte';

/** One's own microphone or camera as the control shows it. */
export type OwnState =
  | 'on'
  | 'off'
  /** The device is being opened, or the server has not confirmed yet. */
  | 'opening'
  /** On, but the system or a switch on the device holds it back, or nothing arrives at the server. */
  | 'silent'
  /** There is no device to be had; the failure says why. */
  | 'failed'
  /** The role may not, or another device of the same person does. */
  | 'refused';

export interface OwnFacts {
  status: CaptureStatus;
  /** Whether the track lets anything through. */
  enabled: boolean;
  /** Whether the browser, the system or the device itself keeps the track silent. */
  mutedOutside: boolean;
  /** What the server knows; `null` before it said anything. */
  server: Track | null;
  refused: boolean;
}

/** Drawn from the track and the server's word, never from the click. */
export function ownState({ status, enabled, mutedOutside, server, refused }: OwnFacts): OwnState {
  if (refused) return 'refused';
  if (status === 'asking') return 'opening';
  if (status === 'failed') return 'failed';
  if (status === 'off' || !enabled) return 'off';
  if (mutedOutside) return 'silent';
  switch (server) {
    case 'on':
      return 'on';
    case 'silent':
      return 'silent';
    case 'off':
    case null:
      return 'opening';
  }
}
