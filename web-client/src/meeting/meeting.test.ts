import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { ServerMessage, You } from '../generated/protocol';
import { ServerClock } from './clock';
import { Media } from './media.svelte';
import { Meeting } from './meeting.svelte';
import {
  fakeBrowser,
  FakeSocket,
  person,
  room,
  settled,
  welcome,
  type FakeDevices,
} from './test-support';

let devices: FakeDevices;
let sockets: FakeSocket[];
let media: Media;
let meeting: Meeting;
let happened: string[];
let leave: () => void;

const alice: You = { person: 'alice', role: 'delegate', presence: 'here', sends: true };
const socket = (): FakeSocket => sockets[sockets.length - 1] ?? new FakeSocket();

beforeEach(() => {
  vi.useFakeTimers();
  ({ devices } = fakeBrowser());
  sockets = [];
  happened = [];
  media = new Media();
  meeting = new Meeting({
    media,
    clock: new ServerClock(),
    open: () => {
      const next = new FakeSocket();
      sockets.push(next);
      return next;
    },
    hello: () => ({ pass: 'pass', device: 'device', language: 'en' }),
    savesData: false,
    ongoodbye: () => undefined,
  });
  meeting.listeners.add(({ what }) => happened.push(what));
  leave = meeting.enter();
});
afterEach(() => {
  leave();
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

async function enter(you: You = alice): Promise<void> {
  socket().opens();
  socket().hears(welcome({ you }));
  await settled();
}

async function open(wanted: { microphone: boolean; camera: boolean }): Promise<void> {
  void media.open(wanted);
  devices.asked.allow();
  await settled();
}

let seq = 10;
const told = (you: Partial<You>): ServerMessage => ({
  type: 'delta',
  seq: ++seq,
  change: { change: 'you', you: { ...alice, ...you } },
});

/** What the server was last told to be on. */
const said = () =>
  socket()
    .said.flatMap((message) => (message.type === 'request' ? [message.command] : []))
    .findLast((command) => command.do === 'set_media');

it('lets its devices go when a closed item sends its person out', async () => {
  await open({ microphone: true, camera: true });
  await enter();
  const you: You = { ...alice, role: 'observer', presence: 'outside', sends: false };
  const outside = { since: 1, until: 2 };
  socket().hears({ type: 'delta', seq: ++seq, change: { change: 'outside', you, outside } });
  expect(devices.lit).toEqual([]);
  expect(meeting.link.state).toBe('none');
});

it('shows a microphone that its own switch mutes as silent', async () => {
  await open({ microphone: true, camera: false });
  socket().opens();
  socket().hears(welcome({ snapshot: room({ people: [person('alice', { microphone: 'on' })] }) }));
  expect(meeting.own.microphone).toBe('on');
  devices.lit[0]?.onmute?.();
  expect(meeting.own.microphone).toBe('silent');
  devices.lit[0]?.onunmute?.();
  expect(meeting.own.microphone).toBe('on');
});

describe('another device of the same person', () => {
  it('takes over: this one lets its devices go', async () => {
    await open({ microphone: true, camera: true });
    await enter();
    expect(said()).toMatchObject({ microphone: true, camera: true });
    socket().hears(told({ sends: false }));
    expect(devices.lit).toEqual([]);
    expect(happened).toEqual(['handed_over']);
    expect([meeting.own.microphone, meeting.own.camera]).toEqual(['refused', 'refused']);
  });

  it('gives back: what was on is offered, and turned on by a click only', async () => {
    await open({ microphone: true, camera: true });
    await enter();
    socket().hears(told({ sends: false }));
    socket().hears(told({ sends: true }));
    await settled();
    expect(happened).toEqual(['handed_over', 'given_back']);
    expect(devices.lit).toEqual([]);
    expect(meeting.own.offer.sent).toEqual({ microphone: true, camera: true });
    void meeting.own.sendAgain();
    devices.asked.allow();
    await settled();
    expect(devices.lit).toHaveLength(2);
    expect(meeting.own.offer.sent).toBeNull();
    expect(said()).toMatchObject({ microphone: true, camera: true });
  });

  it('gives back: what was muted before is not offered', async () => {
    await open({ microphone: true, camera: true });
    await enter();
    await meeting.own.setMicrophone(false);
    socket().hears(told({ sends: false }));
    socket().hears(told({ sends: true }));
    expect(meeting.own.offer.sent).toEqual({ microphone: false, camera: true });
    await meeting.own.setCamera(false);
    expect(meeting.own.offer.sent).toBeNull();
  });

  it('gives back to somebody who only listened: there is nothing to offer', async () => {
    await enter();
    socket().hears(told({ sends: false }));
    socket().hears(told({ sends: true }));
    expect(meeting.own.offer.sent).toBeNull();
  });

  it('takes over while the line is broken: the next welcome says so', async () => {
    await open({ microphone: true, camera: true });
    await enter();
    socket().breaks();
    vi.advanceTimersByTime(300);
    socket().opens();
    socket().hears(welcome({ you: { ...alice, sends: false }, snapshot: null, media: 'kept' }));
    expect(devices.lit).toEqual([]);
    expect(happened).toEqual(['back', 'handed_over']);
  });
});

describe('another role', () => {
  it('lets somebody send, and turns nothing on', async () => {
    await enter({ ...alice, role: 'observer' });
    socket().hears(told({ role: 'delegate' }));
    expect(happened).toEqual(['may_send']);
    expect(meeting.own.offer.sent).toBeNull();
    expect(devices.questions).toEqual([]);
    expect(meeting.own.microphone).toBe('off');
  });

  it('ends the sending, and takes a permission that comes too late for a no', async () => {
    void media.open({ microphone: true, camera: true });
    await enter();
    socket().hears(told({ role: 'observer' }));
    expect(happened).toEqual(['may_not_send']);
    devices.asked.allow();
    await settled();
    expect(devices.lit).toEqual([]);
  });

  it('is found out at the door by a page that was loaded anew', async () => {
    await open({ microphone: true, camera: true });
    await enter({ ...alice, role: 'press' });
    expect(devices.lit).toEqual([]);
    expect(happened).toEqual([]);
  });
});

describe('the stage', () => {
  const placed = (on_stage: string[], backstage: string[]) => ({
    change: 'stage' as const,
    stage: { opened_at: 1, on_stage, backstage, spotlight: null, pinned: null },
  });
  const changes = (change: ReturnType<typeof placed>, seq: number): ServerMessage => ({
    type: 'delta',
    seq,
    change,
  });

  it('closes the devices of whoever is not on it, and lets them say why', async () => {
    await enter();
    await open({ microphone: true, camera: true });
    socket().hears(changes(placed(['bob'], []), 900));
    await settled();
    expect(media.microphone.isEnabled).toBe(false);
    expect(media.camera.isSending).toBe(false);
    expect([meeting.own.microphone, meeting.own.camera]).toEqual(['refused', 'refused']);
    meeting.own.explainRefusal();
    expect(happened).toContain('stage');
    expect(happened.at(-1)).toBe('refused');
  });

  it('opens the camera alone to whoever is backstage', async () => {
    await enter();
    socket().hears(changes(placed([], ['alice']), 900));
    expect([meeting.own.may('microphone'), meeting.own.may('camera')]).toEqual([false, true]);
    socket().hears(changes(placed(['alice'], []), 901));
    expect([meeting.own.may('microphone'), meeting.own.may('camera')]).toEqual([true, true]);
    expect(meeting.own.microphone).not.toBe('refused');
  });
});
