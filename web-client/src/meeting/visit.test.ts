import { flushSync } from 'svelte';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { You } from '../generated/protocol';
import type { Invitation } from './join';
import { recall } from './keepsake';
import { fakeBrowser, FakeSocket, settled, welcome, type FakeDevices } from './test-support';
import { Visit } from './visit.svelte';

let devices: FakeDevices;
let sockets: FakeSocket[];
let end: () => void;

const invitation: Invitation = {
  pass: 'pass',
  person: { id: 'alice', name: {}, title: {}, language: 'en', role: 'delegate' },
  session: {
    id: 's',
    title: { en: 'Session' },
    starts_at: 0,
    minutes: 60,
    zone: 'Asia/Shanghai',
    state: 'live',
    admission: 'by_host',
    rehearsal: false,
    languages: ['en'],
    delegation: { city: {}, country: null, display: { label: {}, flag: null } },
  },
  hall: null,
  doors_at: 0,
  privacy: { notice: 'n1', office: {}, contact: 'office@example.org', retention_days: 30 },
  display: {},
  acknowledged: true,
  server_time: 1_000_000,
};

const waiting: You = { person: 'alice', role: 'delegate', presence: 'waiting', sends: false };
const socket = (): FakeSocket => sockets[sockets.length - 1] ?? new FakeSocket();
const answer = (body: unknown, status = 200): void => {
  vi.stubGlobal('fetch', () => Promise.resolve(new Response(JSON.stringify(body), { status })));
};

beforeEach(() => {
  vi.useFakeTimers();
  ({ devices } = fakeBrowser());
  sockets = [];
  vi.stubGlobal(
    'WebSocket',
    class extends FakeSocket {
      constructor() {
        super();
        sockets.push(this);
      }
    },
  );
  answer(invitation);
});
afterEach(() => {
  end();
  sessionStorage.clear();
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

/** Opens the page: by the link, or (`null`) by a reload. */
async function visit(token: string | null = 'token'): Promise<Visit> {
  const visit = new Visit(token);
  end = visit.start();
  await settled();
  return visit;
}

async function reload(): Promise<Visit> {
  flushSync();
  end();
  return visit(null);
}

async function openBoth(visit: Visit): Promise<void> {
  void visit.media.open({ microphone: true, camera: true });
  devices.asked.allow();
  await settled();
}

function atTheDoor(): void {
  socket().opens();
  socket().hears(welcome({ you: waiting, snapshot: null }));
}

describe('a reload', () => {
  it('brings back nothing for somebody who listens only, at the door and inside', async () => {
    const first = await visit();
    await openBoth(first);
    first.media.close();
    first.enter();
    atTheDoor();
    const second = await reload();
    expect(second.stop.at).toBe('inside');
    socket().opens();
    socket().hears(welcome());
    await reload();
    expect(devices.questions).toHaveLength(1);
    expect(devices.lit).toEqual([]);
  });

  it('brings back what was on, also while the browser still asked', async () => {
    const first = await visit();
    void first.media.open({ microphone: true, camera: true });
    first.enter();
    await reload();
    expect(devices.questions).toHaveLength(2);
    devices.asked.allow();
    await settled();
    expect(devices.lit).toHaveLength(2);
  });

  it('keeps muted what was muted at the door', async () => {
    const first = await visit();
    await openBoth(first);
    first.enter();
    atTheDoor();
    first.media.microphone.enable(false);
    const second = await reload();
    expect(devices.asked.wanted).toEqual({ video: expect.anything() });
    devices.asked.allow();
    await settled();
    expect(second.media.wanted).toEqual({ microphone: false, camera: true });
  });

  it('takes the sending back from another device of the same person', async () => {
    const first = await visit();
    await openBoth(first);
    first.enter();
    socket().opens();
    socket().hears(welcome());
    flushSync();
    const you: You = { ...waiting, presence: 'here' };
    socket().hears({ type: 'delta', seq: 11, change: { change: 'you', you } });
    expect(devices.lit).toEqual([]);
    flushSync();
    expect(recall()).toMatchObject({ microphone: true, camera: true });
    socket().hears({
      type: 'delta',
      seq: 12,
      change: { change: 'you', you: { ...you, sends: true } },
    });
    flushSync();
    expect(recall()).toMatchObject({ microphone: false, camera: false });
  });
});

describe('a newer version on the server', () => {
  const outdated = async (): Promise<Visit> => {
    const first = await visit();
    first.enter();
    socket().opens();
    socket().hears(welcome());
    vi.spyOn(first, 'reload').mockImplementation(() => undefined);
    return first;
  };

  it('is loaded at once, and not twice in a row', async () => {
    const first = await outdated();
    socket().hears({ type: 'goodbye', reason: 'version' });
    expect(first.reload).toHaveBeenCalledOnce();
    const second = await reload();
    socket().opens();
    socket().hears({ type: 'goodbye', reason: 'version' });
    expect(second.stop).toEqual({ at: 'over', goodbye: 'version' });
  });

  it('waits for whoever writes, and keeps what was written', async () => {
    const first = await outdated();
    document.body.innerHTML = '<textarea>Dear col</textarea>';
    document.querySelector('textarea')?.focus();
    first.draft.text = 'Dear col';
    socket().hears({ type: 'goodbye', reason: 'version' });
    expect(first.reload).not.toHaveBeenCalled();
    expect(first.stop).toMatchObject({ at: 'inside', meeting: { line: { at: 'closed' } } });
    vi.advanceTimersByTime(3_000);
    expect(first.reload).toHaveBeenCalledOnce();
    expect((await reload()).draft.text).toBe('Dear col');
  });

  it('does not bring what was written into another session', async () => {
    const first = await visit();
    first.draft.text = 'Dear col';
    end();
    expect((await visit('another')).draft.text).toBe('');
  });
});

describe('a visit', () => {
  it('says what is wrong with a link, and whom to ask', async () => {
    answer({ error: 'revoked_link', detail: { contact: 'office@example.org' } }, 410);
    const { stop } = await visit();
    expect(stop).toEqual({
      at: 'problem',
      problem: 'revoked_link',
      contact: 'office@example.org',
    });
  });

  it('ends with every light out', async () => {
    const first = await visit();
    await openBoth(first);
    first.enter();
    socket().opens();
    socket().hears({ type: 'goodbye', reason: 'removed' });
    expect(first.stop).toEqual({ at: 'over', goodbye: 'removed' });
    expect(devices.lit).toEqual([]);
    const second = await reload();
    expect(second.stop.at).toBe('ready');
  });
});
