import { expect, test } from 'vitest';
import { addresses, keepOnly } from './candidates';
import { between, sample } from './figures';

const ANSWER = [
  'v=0',
  'm=audio 9 UDP/TLS/RTP/SAVPF 111',
  'a=candidate:1 1 udp 2130706431 192.0.2.7 40000 typ host',
  'a=candidate:2 1 udp 2130706430 2001:db8::7 40000 typ host',
  'a=candidate:3 1 tcp 1671430143 192.0.2.7 40001 typ host tcptype passive',
  'a=candidate:1 1 udp 2130706431 192.0.2.7 40000 typ host',
  'a=end-of-candidates',
].join('\r\n');

test('an answer can be narrowed to one way', () => {
  expect(addresses(ANSWER, 'udp')).toEqual(['192.0.2.7:40000', '[2001:db8::7]:40000']);
  expect(addresses(ANSWER, 'tcp')).toEqual(['192.0.2.7:40001']);
  const narrow = keepOnly(ANSWER, 'tcp');
  expect(addresses(narrow, 'udp')).toEqual([]);
  expect(addresses(narrow, 'tcp')).toEqual(['192.0.2.7:40001']);
  expect(narrow).toContain('a=end-of-candidates');
});

type Stat = Record<string, unknown>;
const report = (...stats: Stat[]): Map<string, unknown> =>
  new Map(stats.map((stat, index) => [String(index), stat]));

/** What both ends say after `seconds` of a line that loses one of twenty packets on the way up. */
function after(seconds: number) {
  const sending = report(
    { type: 'transport', selectedCandidatePairId: 'pair' },
    { type: 'candidate-pair', id: 'other', currentRoundTripTime: 9 },
    {
      ...{ type: 'candidate-pair', id: 'pair' },
      ...{ currentRoundTripTime: 0.0234, availableOutgoingBitrate: 2_600_000 },
    },
    { type: 'outbound-rtp', kind: 'audio', bytesSent: 4_000 * seconds, packetsSent: 50 * seconds },
    {
      ...{ type: 'outbound-rtp', kind: 'video', bytesSent: 120_000 * seconds },
      ...{ headerBytesSent: 1_000 * seconds, packetsSent: 150 * seconds },
    },
    { type: 'remote-inbound-rtp', kind: 'audio', packetsLost: 0, jitter: 0.004 },
    { type: 'remote-inbound-rtp', kind: 'video', packetsLost: 10 * seconds, jitter: 0.3 },
  );
  const receiving = report(
    {
      ...{ type: 'inbound-rtp', kind: 'audio', bytesReceived: 4_000 * seconds },
      ...{ packetsReceived: 50 * seconds, packetsLost: 0, jitter: 0.002 },
    },
    {
      ...{ type: 'inbound-rtp', kind: 'video', bytesReceived: 96_000 * seconds },
      ...{ packetsReceived: 100 * seconds, packetsLost: 0, framesDecoded: 20 * seconds },
    },
  );
  return sample(seconds * 1000, sending, receiving);
}

test('what flowed lies between two moments', () => {
  expect(between(after(2), after(6))).toEqual({
    up: { kbps: 1000, capacity_kbps: 2600, lost_per_mille: 48, jitter_ms: 4 },
    down: { kbps: 800, capacity_kbps: null, lost_per_mille: 0, jitter_ms: 2 },
    round_trip_ms: 23,
    frames: 80,
    sound: true,
  });
});

test('nothing that flowed is nothing, and what no browser says is not made up', () => {
  const silence = sample(0, report(), report());
  expect(between(silence, { ...silence, at: 4000 })).toEqual({
    up: { kbps: 0, capacity_kbps: null, lost_per_mille: 0, jitter_ms: 0 },
    down: { kbps: 0, capacity_kbps: null, lost_per_mille: 0, jitter_ms: 0 },
    round_trip_ms: null,
    frames: 0,
    sound: false,
  });
});
