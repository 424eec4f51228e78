import type { Admission } from '../../api';
import type { EventEditor } from './event.svelte';

/** A new event as far as it is written, while its organizer looks for a time. */
export interface Parked {
  editor: EventEditor;
  template: string;
  admission: Admission;
}

let parked: Parked | undefined;

export function park(event: Parked): void {
  parked = event;
}

/** What was left to look for a time, once. */
export function unpark(): Parked | undefined {
  const event = parked;
  parked = undefined;
  return event;
}
