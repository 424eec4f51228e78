/** A microphone and a camera, opened for a moment to hear and see that something comes from them. */

import type { CheckDevice } from '../api/types';
import { captureFailure } from '../meeting/capture.svelte';
import type { CaptureFailure } from '../meeting/capture-failure';
import { Meter } from '../meeting/meter';
import { pause, unlessStopped, withinTime } from './line';

/** How long somebody has to say something. */
const LISTEN = 6_000;
/** How long a browser may take to begin to measure. */
const UNMEASURED = 2_000;
const LOOK = 4_000;
/** Long enough to recognise oneself. */
const SEEN = 1_200;
/** A voice in the room, and not the hum of it: -40 dB. */
const AUDIBLE = 0.01;
const EVERY = 50;

export type DeviceName = 'microphone' | 'camera';

export interface DeviceResult {
  state: CheckDevice;
  failure: CaptureFailure | null;
}

/** What can be shown while a device is tried. */
export interface Cues {
  /** The browser asks for permission, or the device is open. */
  asking: (isAsking: boolean) => void;
  /** Loudest sample of a moment, 0 to 1. */
  level: (peak: number) => void;
  preview: (stream: MediaStream | null) => void;
  /** Resolves when the person goes on without this device. */
  without: Promise<void>;
}

/** Tries one device. */
export async function tryDevice(
  kind: DeviceName,
  cues: Cues,
  signal: AbortSignal,
): Promise<DeviceResult> {
  const given = open(kind, cues, signal);
  const skipped = cues.without.then((): DeviceResult => ({ state: 'without', failure: null }));
  const outcome = given.then((stream) =>
    stream instanceof MediaStream ? tried(kind, stream, cues, signal) : stream,
  );
  try {
    return await unlessStopped(Promise.race([outcome, skipped]), signal);
  } finally {
    cues.preview(null);
    cues.level(0);
    // However late it comes, and whoever went on without it: the light goes out.
    void given.then((stream) => {
      if (stream instanceof MediaStream) stream.getTracks().forEach((track) => track.stop());
    });
  }
}

async function open(
  kind: DeviceName,
  cues: Cues,
  signal: AbortSignal,
): Promise<MediaStream | DeviceResult> {
  cues.asking(true);
  try {
    const video = { width: { ideal: 1280 }, height: { ideal: 720 } };
    const wanted = kind === 'microphone' ? { audio: true } : { video };
    return await navigator.mediaDevices.getUserMedia(wanted);
  } catch (error) {
    return { state: 'failed', failure: captureFailure(error) };
  } finally {
    if (!signal.aborted) cues.asking(false);
  }
}

async function tried(
  kind: DeviceName,
  stream: MediaStream,
  cues: Cues,
  signal: AbortSignal,
): Promise<DeviceResult> {
  const gives = kind === 'microphone' ? hears : sees;
  return { state: (await gives(stream, cues, signal)) ? 'works' : 'silent', failure: null };
}

/** A browser that has no way to measure its own microphone gives no reason to doubt it. */
async function hears(stream: MediaStream, cues: Cues, signal: AbortSignal): Promise<boolean> {
  const meter = new Meter();
  meter.listen(stream.getAudioTracks()[0] ?? null);
  let isMeasured = false;
  try {
    for (let waited = 0; waited < LISTEN; waited += EVERY) {
      await pause(EVERY, signal);
      const read = meter.read();
      isMeasured ||= read !== null;
      if (!isMeasured && waited > UNMEASURED) return true;
      const peak = read ?? 0;
      cues.level(peak);
      if (peak > AUDIBLE) {
        await pause(4 * EVERY, signal);
        return true;
      }
    }
    return false;
  } finally {
    meter.close();
  }
}

async function sees(stream: MediaStream, cues: Cues, signal: AbortSignal): Promise<boolean> {
  cues.preview(stream);
  const video = document.createElement('video');
  video.muted = true;
  video.srcObject = stream;
  const frame = new Promise<boolean>((resolve) => {
    video.onloadeddata = () => resolve(true);
  });
  await video.play().catch(() => undefined);
  const seen = await withinTime(frame, LOOK, signal, () => new Error('dark')).catch(() => false);
  signal.throwIfAborted();
  if (seen) await pause(SEEN, signal);
  video.srcObject = null;
  return seen;
}
