import type { Meeting } from '../meeting/meeting.svelte';
import type { OwnState } from '../meeting/own';

/** Whether a control shows "on": something leaves the device, or would if it were not silent. */
export const isOn = (state: OwnState): boolean => state === 'on' || state === 'silent';

export function toggleMicrophone(meeting: Meeting): void {
  if (meeting.own.may('microphone'))
    void meeting.own.setMicrophone(!meeting.media.microphone.isEnabled);
  else meeting.own.explainRefusal();
}

export function toggleCamera(meeting: Meeting): void {
  if (meeting.own.may('camera')) void meeting.own.setCamera(!meeting.media.camera.isEnabled);
  else meeting.own.explainRefusal();
}

export function toggleHand(meeting: Meeting): void {
  if (meeting.room.takesPart) void meeting.ask({ do: 'hand', raised: !meeting.handRaised });
  else meeting.own.explainRefusal();
}
