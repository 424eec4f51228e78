/** The ways to the media engine, and sound and picture over one of them. */

import type { CheckMedia } from '../api/types';
import type { TrialEnd } from '../generated/protocol';
import { Peer, type Ask } from '../meeting/peer';
import { addresses, keepOnly } from './candidates';
import { between, sample, type Sample } from './figures';
import { pause, withinTime, type Line } from './line';
import { synthetic } from './synthetic';

export const WAYS = ['udp', 'tcp', 'relay'] as const;
export type WayName = (typeof WAYS)[number];
export type WayResult = 'works' | 'failed' | 'not_offered';

/** Several round trips for TLS, TURN, ICE and DTLS, over a satellite. */
const PATIENCE = 7_000;
/** Until the browser has found out how much the line carries, and how long is measured then. */
const WARM_UP = 3_500;
const MEASURED = 4_500;
/** What is seen while the engine still finds out how much the line carries says little of the line: the
 *  best of so many is taken, and the first that carries a picture of the middle size. */
const TRIES = 3;
const PLENTY_KBPS = 500;
/** How long sound and picture have to go on over the renewed path. */
const AFTER_RESTART = 1_500;

class NotOffered extends Error {}

/** One end of a test that goes one way only. */
class End {
  readonly peer: Peer;
  readonly #ask: Ask;

  constructor(
    end: TrialEnd,
    readonly way: WayName,
    line: Line,
    signal: AbortSignal,
    /** Told of the engine's addresses. */
    heard: (sdp: string) => void = () => undefined,
  ) {
    const relays = way === 'relay' ? line.iceServers : [];
    const pictures = end === 'receiver' ? 1 : 0;
    this.peer = new Peer(pictures, relays, way === 'relay' ? 'relay' : 'all');
    this.#ask = async (sdp, fresh) => {
      const answer = await line.offer(end, sdp, fresh, signal);
      heard(answer);
      if (way === 'relay') return answer;
      if (addresses(answer, way).length === 0) throw new NotOffered();
      return keepOnly(answer, way);
    };
  }

  async connect(signal: AbortSignal): Promise<void> {
    await this.peer.negotiate(this.#ask, false);
    await withinTime(connected(this.peer.connection), PATIENCE, signal, () => new Error('closed'));
  }

  restart(): Promise<void> {
    return this.peer.negotiate(this.#ask, true);
  }

  stats(): Promise<RTCStatsReport> {
    return this.peer.connection.getStats();
  }
}

function connected(connection: RTCPeerConnection): Promise<void> {
  return new Promise((resolve, reject) => {
    const look = () => {
      const state = connection.connectionState;
      if (state === 'connected') resolve();
      else if (state === 'failed' || state === 'closed') reject(new Error(state));
    };
    connection.addEventListener('connectionstatechange', look);
    look();
  });
}

/** Whether a connection can be made in this way, and in no other. */
export async function tryWay(
  way: WayName,
  line: Line,
  signal: AbortSignal,
  heard: (sdp: string) => void,
): Promise<WayResult> {
  if (way === 'relay' && line.iceServers.length === 0) return 'not_offered';
  const end = new End('sender', way, line, signal, heard);
  try {
    await end.connect(signal);
    return 'works';
  } catch (error) {
    signal.throwIfAborted();
    return error instanceof NotOffered ? 'not_offered' : 'failed';
  } finally {
    end.peer.close();
  }
}

/** Sound and picture that go to the engine and come back. */
export class Loop {
  readonly #sender: End;
  readonly #receiver: End;
  readonly #source = synthetic();

  constructor(way: WayName, line: Line, signal: AbortSignal) {
    this.#sender = new End('sender', way, line, signal);
    this.#receiver = new End('receiver', way, line, signal);
  }

  /** What flows, once the browsers have found their pace; `null` when nothing can. */
  async measure(signal: AbortSignal): Promise<Omit<CheckMedia, 'restarted'> | null> {
    const { picture: camera, sound: microphone } = this.#source;
    try {
      await this.#sender.peer.send({ microphone, camera, screen: null, screenSound: null });
      await Promise.all([this.#sender.connect(signal), this.#receiver.connect(signal)]);
    } catch {
      signal.throwIfAborted();
      return null;
    }
    await pause(WARM_UP, signal);
    let first = await this.#sample();
    let best: Omit<CheckMedia, 'restarted'> | null = null;
    for (let done = 0; done < TRIES; done++) {
      await pause(MEASURED, signal);
      const last = await this.#sample();
      const seen = between(first, last);
      if (!best || seen.down.kbps > best.down.kbps) best = seen;
      if (seen.down.kbps >= PLENTY_KBPS) break;
      first = last;
    }
    return best;
  }

  /** Whether sound and picture go on after the path was renewed in place. */
  async restart(signal: AbortSignal): Promise<boolean> {
    try {
      await this.#sender.restart();
      await pause(AFTER_RESTART, signal);
      const first = await this.#sample();
      await pause(AFTER_RESTART, signal);
      const { frames, sound } = between(first, await this.#sample());
      return sound || frames > 0;
    } catch {
      signal.throwIfAborted();
      return false;
    }
  }

  close(): void {
    this.#sender.peer.close();
    this.#receiver.peer.close();
    this.#source.stop();
  }

  async #sample(): Promise<Sample> {
    const [sending, receiving] = await Promise.all([this.#sender.stats(), this.#receiver.stats()]);
    return sample(performance.now(), entries(sending), entries(receiving));
  }
}

const entries = (report: RTCStatsReport): Iterable<[string, unknown]> =>
  report as unknown as Map<string, unknown>;
