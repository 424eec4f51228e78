import { describe, expect, it } from 'vitest';
import type { ChatLine, PersonView, Snapshot } from '../generated/protocol';
import { apply, type RoomChange } from './apply';
import { Room } from './room.svelte';
import { freeFloor } from './test-support';

const person = (id: string, more: Partial<PersonView> = {}): PersonView => ({
  id,
  delegation: 'd1',
  role: 'delegate',
  rank: 'other',
  name: { en: id },
  title: {},
  language: 'en',
  presence: 'here',
  microphone: 'off',
  camera: 'off',
  ...more,
});

const said = (id: string, from: string, at: number, text: string): ChatLine => ({
  id,
  from,
  name: { en: from },
  delegation: 'd1',
  at,
  text,
});

const room = (more: Partial<Snapshot> = {}): Snapshot => ({
  session: 's',
  title: { en: 'Session' },
  starts_at: 0,
  minutes: 60,
  zone: 'Asia/Shanghai',
  languages: ['zh-CN', 'en'],
  admission: 'by_host',
  rehearsal: false,
  opened_at: null,
  delegations: [
    {
      id: 'd1',
      city: { en: 'Hangzhou' },
      country: 'CN',
      head: 'bob',
      display: { label: {}, flag: null },
    },
    {
      id: 'd2',
      city: { en: 'Leeds' },
      country: 'GB',
      head: null,
      display: { label: {}, flag: null },
    },
  ],
  people: [person('alice')],
  lobby: [],
  agenda: [
    {
      id: 'i1',
      title: {},
      kind: 'opening',
      speaker: null,
      minutes: 5,
      given: 5,
      open: true,
      planned_at: 0,
      state: { state: 'planned' },
    },
  ],
  hands: [],
  chat: [],
  speaker: null,
  screen: null,
  record: 'kept',
  hall: null,
  cues: [],
  stage_calls: [],
  floor: freeFloor,
  votes: { delegations: [], people: [], votes: [] },
  removed: [],
  notes: [],
  stage: { opened_at: null, on_stage: [], backstage: [], spotlight: null, pinned: null },
  sides: { rooms: [], away: [] },
  signings: [],
  photo: null,
  films: { films: [], showing: null, fetched: [] },
  ...more,
});

const apart = {
  id: 's1',
  title: 'Apart',
  opened_at: 8,
  ends_at: 9,
  may_return: true,
  people: ['bob'],
};

const story: RoomChange[] = [
  { change: 'lobby', person: person('bob') },
  { change: 'opened', at: 5 },
  { change: 'lobby_gone', person: 'bob' },
  { change: 'person', person: person('bob') },
  { change: 'media', person: 'bob', microphone: 'on', camera: 'silent' },
  { change: 'hands', hands: ['alice', 'bob'] },
  { change: 'chat', line: said('c1', 'bob', 7, 'hello') },
  { change: 'item', item: 'i1', state: 'running', started_at: 8 },
  { change: 'speaker', person: 'bob' },
  { change: 'screen', person: 'bob' },
  { change: 'presence', person: 'alice', presence: 'reconnecting' },
  { change: 'gone', person: 'alice' },
  { change: 'hands', hands: ['bob'] },
  { change: 'item', item: 'i1', state: 'held', started_at: 8, ended_at: 9 },
  { change: 'record', health: 'behind' },
  { change: 'removed', people: [{ person: 'carol', delegation: 'nara', name: { en: 'Carol' } }] },
  { change: 'sides', rooms: [apart] },
  { change: 'away', people: ['bob'] },
];

/** What the server would show to somebody who comes in after the whole story. */
const outcome = (): Snapshot => {
  const after = room({
    opened_at: 5,
    people: [person('bob', { microphone: 'on', camera: 'silent' })],
    hands: ['bob'],
    chat: [said('c1', 'bob', 7, 'hello')],
    speaker: 'bob',
    screen: 'bob',
    record: 'behind',
    removed: [{ person: 'carol', delegation: 'nara', name: { en: 'Carol' } }],
    sides: { rooms: [apart], away: ['bob'] },
  });
  for (const item of after.agenda) item.state = { state: 'held', started_at: 8, ended_at: 9 };
  return after;
};

describe('the room', () => {
  it('is the same by changes as by a snapshot', () => {
    const followed = room();
    for (const change of story) apply(followed, change);
    expect(followed).toEqual(outcome());
  });

  it('is the same wherever a new snapshot cuts the story', () => {
    const whole = room();
    for (let cut = 0; cut <= story.length; cut++) {
      const resumed: Snapshot = structuredClone(whole);
      for (const change of story.slice(cut)) apply(resumed, change);
      expect(resumed).toEqual(outcome());
      const next = story[cut];
      if (next) apply(whole, next);
    }
  });

  it('is not harmed by a change that comes twice', () => {
    const followed = room();
    for (const change of story) {
      apply(followed, change);
      apply(followed, change);
    }
    expect(followed).toEqual(outcome());
  });

  it('keeps the last 200 lines of the chat', () => {
    const followed = room();
    for (let line = 0; line < 230; line++)
      apply(followed, {
        change: 'chat',
        line: said(`c${line}`, 'alice', line, ''),
      });
    expect(followed.chat).toHaveLength(200);
    expect(followed.chat[0]?.id).toBe('c30');
  });
});

describe('what is shown of the room', () => {
  const you = { person: 'alice', role: 'host', presence: 'here', sends: true } as const;

  it('seats people by delegation, the head first, then by rank', () => {
    const view = new Room();
    const people = [
      person('alice', { rank: 'director' }),
      person('carol', { rank: 'vice_mayor' }),
      person('bob', { rank: 'staff' }),
      person('dave', { delegation: 'd2' }),
    ];
    view.enter(you, room({ people }));
    expect(view.seated.map(({ people }) => people.map(({ id }) => id))).toEqual([
      ['bob', 'carol', 'alice'],
      ['dave'],
    ]);
  });

  it('gives everybody the same numbers of the hands', () => {
    const view = new Room();
    view.enter(you, room({ hands: ['bob', 'alice'] }));
    expect([view.hands.get('bob'), view.hands.get('alice')]).toEqual([1, 2]);
  });

  it('goes on from what it knows when it may, and forgets it at the door', () => {
    const view = new Room();
    view.enter(you, room());
    const welcome = {
      protocol: 1,
      epoch: 1,
      seq: 1,
      server_time: 0,
      media: 'kept' as const,
      ice_servers: [],
    };
    view.welcome({ ...welcome, you, snapshot: null });
    expect(view.inRoom).toBe(true);
    view.welcome({ ...welcome, you: { ...you, presence: 'waiting' }, snapshot: null });
    expect(view.inRoom).toBe(false);
    expect(view.snapshot).toBeNull();
  });

  it('forgets everything while a closed item runs, and comes back with a new snapshot', () => {
    const view = new Room();
    const outside = { presence: 'outside' as const, sends: false };
    const press = { ...you, role: 'press' as const, ...outside };
    view.enter({ ...press, presence: 'here' }, room({ people: [person('bob')] }));
    view.change({ change: 'outside', you: press, outside: { since: 1, until: 2 } });
    expect([view.inRoom, view.snapshot, view.people]).toEqual([false, null, []]);
    expect(view.outside).toEqual({ since: 1, until: 2 });
    view.change({ change: 'snapshot', you: { ...press, presence: 'here' }, snapshot: room() });
    expect([view.inRoom, view.outside]).toEqual([true, null]);
  });
});
