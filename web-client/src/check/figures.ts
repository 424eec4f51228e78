/** What the statistics of the two connections say: sums at one moment, and what lies between two. */

import type { CheckFlow, CheckMedia } from '../api/types';

/** Sums since the connection began; times in ms. */
export interface Sample {
  at: number;
  up: Sums;
  down: Sums;
  frames: number;
  soundPackets: number;
  /** What the browser believes it may send, in bit/s. */
  capacity: number | null;
  roundTrip: number | null;
}

interface Sums {
  bytes: number;
  /** Sent on the way up, received on the way down. */
  packets: number;
  lost: number;
  /** Of the sound, which leaves evenly; pictures leave in bursts. */
  jitter: number;
}

type Stat = Record<string, number | string | boolean | undefined>;
type Stats = Iterable<[string, unknown]>;

const of = (stats: Stats, type: string): Stat[] =>
  [...stats].map(([, stat]) => stat as Stat).filter((stat) => stat['type'] === type);
const number = (stat: Stat | undefined, name: string): number | null => {
  const value = stat?.[name];
  return typeof value === 'number' ? value : null;
};
const sum = (stats: readonly Stat[], name: string): number =>
  stats.reduce((total, stat) => total + (number(stat, name) ?? 0), 0);
const isSound = (stat: Stat): boolean => stat['kind'] === 'audio';
const most = (stats: readonly Stat[], name: string): number =>
  Math.max(0, ...stats.map((stat) => number(stat, name) ?? 0));

/** Reads the statistics of the connection that sends and of the one that receives. */
export function sample(at: number, sending: Stats, receiving: Stats): Sample {
  const sent = of(sending, 'outbound-rtp');
  const told = of(sending, 'remote-inbound-rtp');
  const got = of(receiving, 'inbound-rtp');
  const pair = chosenPair(sending);
  const roundTrip = number(pair, 'currentRoundTripTime');
  return {
    at,
    up: {
      bytes: sum(sent, 'bytesSent') + sum(sent, 'headerBytesSent'),
      packets: sum(sent, 'packetsSent'),
      lost: sum(told, 'packetsLost'),
      jitter: most(told.filter(isSound), 'jitter') * 1000,
    },
    down: {
      bytes: sum(got, 'bytesReceived') + sum(got, 'headerBytesReceived'),
      packets: sum(got, 'packetsReceived'),
      lost: sum(got, 'packetsLost'),
      jitter: most(got.filter(isSound), 'jitter') * 1000,
    },
    frames: sum(got, 'framesDecoded'),
    soundPackets: sum(got.filter(isSound), 'packetsReceived'),
    capacity: number(pair, 'availableOutgoingBitrate'),
    roundTrip: roundTrip === null ? null : roundTrip * 1000,
  };
}

function chosenPair(stats: Stats): Stat | undefined {
  const pairs = of(stats, 'candidate-pair');
  const chosen = of(stats, 'transport')[0]?.['selectedCandidatePairId'];
  // Firefox marks the pair itself.
  return pairs.find((pair) => pair['id'] === chosen) ?? pairs.find((pair) => pair['selected']);
}

/** How sound and picture flowed from one moment to another. */
export function between(first: Sample, last: Sample): Omit<CheckMedia, 'restarted'> {
  const ms = Math.max(1, last.at - first.at);
  return {
    up: { ...flow(first.up, last.up, ms), capacity_kbps: kbps(last.capacity) },
    down: flow(first.down, last.down, ms),
    round_trip_ms: last.roundTrip === null ? null : Math.round(last.roundTrip),
    frames: Math.max(0, last.frames - first.frames),
    sound: last.soundPackets > first.soundPackets,
  };
}

const kbps = (bits: number | null): number | null =>
  bits === null ? null : Math.round(bits / 1000);

function flow(first: Sums, last: Sums, ms: number): CheckFlow {
  const lost = Math.max(0, last.lost - first.lost);
  const packets = Math.max(0, last.packets - first.packets);
  return {
    kbps: Math.round(((last.bytes - first.bytes) * 8) / ms),
    capacity_kbps: null,
    lost_per_mille: Math.min(1000, Math.round((lost * 1000) / Math.max(1, lost + packets))),
    jitter_ms: Math.round(last.jitter),
  };
}
