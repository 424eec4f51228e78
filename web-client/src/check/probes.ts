/** What a test does for real; the runner knows only what it is told. */

import { answered, client } from '../api/http';
import type { CheckAnswer, CheckBrowser, CheckLine, CheckMedia, CheckReport } from '../api/types';
import { addresses } from './candidates';
import { tryDevice, type Cues, type DeviceName, type DeviceResult } from './devices';
import { Blocked, Line } from './line';
import { Loop, tryWay, type WayName, type WayResult } from './ways';

export interface Probes {
  browser(): CheckBrowser;
  device(kind: DeviceName, cues: Cues, signal: AbortSignal): Promise<DeviceResult>;
  /** Throws `Refused` when the service lets nobody test now. */
  line(signal: AbortSignal): Promise<CheckLine>;
  way(way: WayName, signal: AbortSignal): Promise<WayResult>;
  media(way: WayName, signal: AbortSignal): Promise<Omit<CheckMedia, 'restarted'> | null>;
  restart(signal: AbortSignal): Promise<boolean>;
  submit(report: CheckReport): Promise<CheckAnswer>;
  /** Lets everything go that is still open. */
  end(): void;
}

const PINGS = 9;

/** The probes of this browser against the service that the page came from. */
export class RealProbes implements Probes {
  /** Where the engine said that it can be reached. */
  readonly places: Record<'udp' | 'tcp', string[]> = { udp: [], tcp: [] };
  #line: Line | null = null;
  #loop: Loop | null = null;

  constructor(private readonly pass: string) {}

  browser(): CheckBrowser {
    const webrtc = typeof RTCPeerConnection !== 'undefined';
    return { webrtc, vp8: webrtc && speaksVp8(), secure: window.isSecureContext };
  }

  device(kind: DeviceName, cues: Cues, signal: AbortSignal): Promise<DeviceResult> {
    return tryDevice(kind, cues, signal);
  }

  /** Opens the line, measures the echo, and sees whether it can be opened again. */
  async line(signal: AbortSignal): Promise<CheckLine> {
    try {
      this.#line = await Line.open(this.pass, signal);
    } catch (error) {
      if (error instanceof Blocked) return { opened: false, reopened: false, round_trip_ms: null };
      throw error;
    }
    try {
      const times: number[] = [];
      for (let ping = 0; ping < PINGS; ping++) times.push(await this.#line.ping(signal));
      this.#line.close();
      this.#line = await reopen(this.pass, signal);
      return { opened: true, reopened: true, round_trip_ms: Math.round(median(times)) };
    } catch (error) {
      if (error instanceof Blocked) return { opened: true, reopened: false, round_trip_ms: null };
      throw error;
    }
  }

  async way(way: WayName, signal: AbortSignal): Promise<WayResult> {
    if (!this.#line) return 'failed';
    return tryWay(way, this.#line, signal, (sdp) => {
      for (const transport of ['udp', 'tcp'] as const) {
        if (this.places[transport].length === 0) this.places[transport] = addresses(sdp, transport);
      }
    });
  }

  async media(way: WayName, signal: AbortSignal): Promise<Omit<CheckMedia, 'restarted'> | null> {
    if (!this.#line) return null;
    this.#loop = new Loop(way, this.#line, signal);
    return this.#loop.measure(signal);
  }

  async restart(signal: AbortSignal): Promise<boolean> {
    return (await this.#loop?.restart(signal)) ?? false;
  }

  submit(report: CheckReport): Promise<CheckAnswer> {
    const params = { header: { Authorization: `Bearer ${this.pass}` } };
    return answered(client.POST('/api/check', { params, body: report }));
  }

  end(): void {
    this.#loop?.close();
    this.#line?.close();
    this.#loop = this.#line = null;
  }
}

const AGAIN = 300;

/** The service may need a moment to notice that the line before is gone. */
async function reopen(pass: string, signal: AbortSignal): Promise<Line> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await Line.open(pass, signal);
    } catch (error) {
      signal.throwIfAborted();
      if (error instanceof Blocked || attempt === 5) throw error;
      await new Promise((resolve) => setTimeout(resolve, attempt * AGAIN));
    }
  }
}

function speaksVp8(): boolean {
  const codecs = RTCRtpReceiver.getCapabilities('video')?.codecs ?? [];
  return codecs.some(({ mimeType }) => mimeType.toLowerCase() === 'video/vp8');
}

function median(numbers: readonly number[]): number {
  const sorted = [...numbers].sort((one, other) => one - other);
  return sorted[Math.floor(sorted.length / 2)] ?? 0;
}
