import type { Meeting } from '../meeting/meeting.svelte';
import {
  actionOf,
  belongsToElement,
  chordOf,
  type Action,
  type Shortcuts,
} from '../meeting/shortcuts';
import { toggleCamera, toggleHand, toggleMicrophone } from './actions';

export interface KeyboardOptions {
  meeting: Meeting;
  shortcuts(): Shortcuts;
  /** A dialog is open: keys are for it. */
  isBusy(): boolean;
  showKeys(): void;
  showChat(): void;
}

/** Listens for the shortcuts; gives what ends it. */
export function listenToKeys(options: KeyboardOptions): () => void {
  const { meeting } = options;
  /** The key that is held to talk. */
  let held: string | null = null;

  function act(action: Action): void {
    switch (action) {
      case 'microphone':
        return toggleMicrophone(meeting);
      case 'camera':
        return toggleCamera(meeting);
      case 'hand':
        return toggleHand(meeting);
      case 'share':
        return meeting.sharing.isSupported ? meeting.sharing.toggle() : undefined;
      case 'chat':
        return options.showChat();
      case 'help':
        return options.showKeys();
      case 'talk':
        return;
    }
  }

  function down(event: KeyboardEvent): void {
    const chord = chordOf(event);
    if (chord === null || options.isBusy() || belongsToElement(chord, event.target)) return;
    const action = actionOf(options.shortcuts(), chord);
    if (action === null) return;
    event.preventDefault();
    if (event.repeat) return;
    if (action !== 'talk') return act(action);
    if (held !== null || meeting.media.microphone.isEnabled || !meeting.own.may('microphone'))
      return;
    held = event.code;
    void meeting.own.setMicrophone(true);
  }

  function release(): void {
    if (held === null) return;
    held = null;
    void meeting.own.setMicrophone(false);
  }

  const up = (event: KeyboardEvent) => {
    if (event.code === held) release();
  };
  addEventListener('keydown', down);
  addEventListener('keyup', up);
  // A key released elsewhere never comes up here: an open microphone must not stay behind.
  addEventListener('blur', release);
  return () => {
    removeEventListener('keydown', down);
    removeEventListener('keyup', up);
    removeEventListener('blur', release);
  };
}
