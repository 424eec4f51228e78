import type { Meeting } from '../meeting/meeting.svelte';
import type { OwnState } from '../meeting/own';

/** Whether a control shows "on": something leaves the device, or would if it were not silent. */
export const isOn = (state: OwnState): boolean => state === 'on' || state === 'silent';

export function toggleMicrophone(meeting: Meeting): void {
  if (meeting.may('microphone')) void meeting.setMicrophone(!meeting.media.microphone.isEnabled);
  else meeting.explainRefusal();
}

export function toggleCamera(meeting: Meeting): void {
  if (meeting.may('camera')) void meeting.setCamera(!meeting.media.camera.isEnabled);
  else meeting.explainRefusal();
}

export function toggleHand(meeting: Meeting): void {
  if (meeting.takesPart) void meeting.ask({ do: 'hand', raised: !meeting.handRaised });
  else meeting.explainRefusal();
}
