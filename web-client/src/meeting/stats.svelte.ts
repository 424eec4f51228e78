import type { Link } from './link.svelte';
import { judge, type Flow, type Quality } from './quality';

const EVERY = 1_000;
/** What a layer of about this width is sent with, in bits per second. */
const TARGETS: readonly [width: number, bits: number][] = [
  [320, 150_000],
  [640, 500_000],
  [Infinity, 1_500_000],
];

interface Count {
  bytes: number;
  packets: number;
  lost: number;
}

interface Tally extends Count {
  at: number;
  lastBytesAt: number;
}

/** The quality of each direction, read from the browser once a second. */
export class Stats {
  /** By `mid` of the receive slot. */
  received = $state.raw<ReadonlyMap<string, Quality>>(new Map());
  sent = $state<Quality>('good');
  #tallies = new Map<string, Tally>();

  constructor(private readonly link: Link) {}

  start(): () => void {
    const timer = setInterval(() => void this.#read(), EVERY);
    return () => clearInterval(timer);
  }

  /** How well the picture of `person` arrives; `null` while none is expected. */
  of(person: string): Quality | null {
    const slot = this.link.slotOf(person, 'camera');
    return slot ? (this.received.get(slot.mid) ?? null) : null;
  }

  async #read(): Promise<void> {
    const { peer } = this.link;
    const report = await peer?.connection.getStats().catch(() => null);
    if (!peer || !report) return;
    const received = new Map<string, Quality>();
    const uplink: Count = { bytes: 0, packets: 0, lost: 0 };
    let target = 0;
    report.forEach((stat: Record<string, unknown> & { type: string }) => {
      if (stat.type === 'inbound-rtp' && stat['kind'] === 'video') this.#inbound(stat, received);
      // A screen that stands still sends next to nothing, and that is well.
      if (stat.type === 'outbound-rtp' && stat['mid'] === peer.camera.mid) {
        uplink.bytes += number(stat['bytesSent']);
        uplink.packets += number(stat['packetsSent']);
        if (stat['active'] === true) target += targetOf(number(stat['frameWidth']));
      }
      if (stat.type === 'remote-inbound-rtp') uplink.lost += number(stat['packetsLost']);
    });
    this.received = received;
    this.#outbound(uplink, target);
  }

  #inbound(stat: Record<string, unknown>, received: Map<string, Quality>): void {
    const mid = typeof stat['mid'] === 'string' ? stat['mid'] : '';
    const source = this.link.mapping.get(mid);
    // What stands still is no measure; it begins anew once it goes on.
    if (!source || source.isPaused) {
      this.#tallies.delete(mid);
      return;
    }
    const flow = this.#flow(
      mid,
      {
        bytes: number(stat['bytesReceived']),
        packets: number(stat['packetsReceived']),
        lost: number(stat['packetsLost']),
      },
      targetOf(number(stat['frameWidth'])),
    );
    received.set(mid, judge(this.received.get(mid) ?? 'good', flow));
  }

  #outbound(count: Count, target: number): void {
    if (target === 0 || !this.link.peer?.camera.sender.track) {
      this.sent = 'good';
      this.#tallies.delete('');
      return;
    }
    this.sent = judge(this.sent, this.#flow('', count, target));
  }

  #flow(key: string, count: Count, target: number): Flow {
    const now = performance.now();
    const before = this.#tallies.get(key);
    const moved = !before || count.bytes > before.bytes;
    this.#tallies.set(key, { ...count, at: now, lastBytesAt: moved ? now : before.lastBytesAt });
    if (!before) return { ofTarget: null, loss: 0, silentFor: 0 };
    const seconds = Math.max(0.001, (now - before.at) / 1000);
    const lost = Math.max(0, count.lost - before.lost);
    const all = lost + Math.max(0, count.packets - before.packets);
    return {
      ofTarget: ((count.bytes - before.bytes) * 8) / seconds / target,
      loss: all === 0 ? 0 : lost / all,
      silentFor: moved ? 0 : now - before.lastBytesAt,
    };
  }
}

function number(value: unknown): number {
  return typeof value === 'number' ? value : 0;
}

function targetOf(width: number): number {
  return TARGETS.find(([limit]) => width <= limit)?.[1] ?? 0;
}
