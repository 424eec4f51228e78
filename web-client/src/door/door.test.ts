import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { Door } from './door.svelte';
import { Kept, type KeptDoor, type KeptMark } from './kept';
import type { DoorList } from './marks';
import { Others } from './others';

interface Asked {
  token: string;
  device: string | null;
  marks: { sequence: number }[];
}

const list = (session: string, device: string): DoorList => ({
  session: { id: session, title: {}, place: {}, starts_at: 0, minutes: 60, zone: 'UTC' },
  device,
  server_time: 0,
  guests: [],
  marks: [],
  final_at: 0,
});

const door = (session: string, sequence = 0): KeptDoor => ({
  session,
  token: `token of ${session}`,
  device: `device of ${session}`,
  sequence,
  list: list(session, `device of ${session}`),
  ahead: 0,
});

const mark = (session: string, sequence: number, handed: 0 | 1 = 0): KeptMark => ({
  session,
  sequence,
  person: 'bob',
  mark: 'arrived',
  noted_at: 0,
  handed,
});

/** What a device keeps, without a database. */
class Memory {
  all: KeptDoor[] = [];
  noted: KeptMark[] = [];

  token = () => Promise.resolve(undefined);
  useToken = () => Promise.resolve();
  doors = () => Promise.resolve(this.all);
  door = (token: string) => Promise.resolve(this.all.find((one) => one.token === token));
  marks = (session: string) => Promise.resolve(this.noted.filter((one) => one.session === session));
  keep(token: string, list: DoorList, ahead: number): Promise<KeptDoor> {
    const kept = { ...door(list.session.id), token, device: list.device, list, ahead };
    this.all = [...this.all.filter((one) => one.session !== kept.session), kept];
    return Promise.resolve(kept);
  }
  handedOver(marks: readonly KeptMark[]): Promise<void> {
    this.noted = this.noted.map((one) => (marks.includes(one) ? { ...one, handed: 1 } : one));
    return Promise.resolve();
  }
  forget(session: string): Promise<void> {
    this.all = this.all.filter((one) => one.session !== session);
    return Promise.resolve();
  }
}

let memory: Memory;
let asked: Asked[];
let answers: (asked: Asked) => [status: number, body: unknown];

beforeEach(() => {
  vi.useFakeTimers();
  memory = new Memory();
  asked = [];
  vi.spyOn(Kept, 'open').mockImplementation(() => Promise.resolve(memory as unknown as Kept));
  vi.stubGlobal('fetch', async (request: Request) => {
    const body = (await request.json()) as Asked;
    asked.push(body);
    const [status, answer] = answers(body);
    const headers = { 'Content-Type': 'application/json' };
    return new Response(JSON.stringify(answer), { status, headers });
  });
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
});

const gone = (error: string): [number, unknown] => [410, { error, message: '', detail: {} }];

test('a door that was forgotten and opens again is asked for as another device', async () => {
  answers = () => [200, list('s', 'first')];
  const opened = new Door();
  await opened.open('token');
  answers = () => gone('cancelled');
  await opened.sync();
  expect(opened.state.at).toBe('problem');
  expect(opened.list).toBeUndefined();
  answers = () => [200, list('s', 'second')];
  await opened.sync();
  opened.close();
  expect(asked.map(({ device }) => device)).toEqual([null, 'first', null]);
  expect(opened.list?.device).toBe('second');
});

test('a session that takes no more marks is said to, and not asked again and again', async () => {
  memory.all = [door('s', 1)];
  memory.noted = [mark('s', 1)];
  answers = () => [409, { error: 'too_many_marks', message: '', detail: { contact: 'office' } }];
  const opened = new Door();
  await opened.open('token of s');
  const problem = 'too_many_marks';
  expect(opened.state).toEqual({ at: 'problem', problem, contact: 'office', unsent: 1 });
  await vi.advanceTimersByTimeAsync(60_000);
  expect(asked).toHaveLength(1);
});

describe('the marks of another door', () => {
  beforeEach(() => {
    memory.all = [door('morning', 2), door('evening')];
    memory.noted = [mark('morning', 1, 1), mark('morning', 2)];
  });

  test('are handed over by its own link and device while this one is open', async () => {
    answers = ({ token, device }) => [200, list(token.replace('token of ', ''), device ?? '')];
    const opened = new Door();
    await opened.open('token of evening');
    opened.close();
    expect(asked.map(({ token, device }) => [token, device])).toEqual([
      ['token of evening', 'device of evening'],
      ['token of morning', 'device of morning'],
    ]);
    expect(asked[1]?.marks.map(({ sequence }) => sequence)).toEqual([2]);
    expect(memory.noted.every((one) => one.handed === 1)).toBe(true);
    expect(opened.list?.session.id).toBe('evening');
  });

  test('stay while it cannot be reached, and when its link is dead', async () => {
    const others = new Others();
    const handOver = () => others.handOver(memory as unknown as Kept, 'token of evening');
    answers = () => [503, { error: 'unavailable', message: '' }];
    await handOver();
    answers = () => gone('revoked_link');
    await handOver();
    await handOver();
    expect(asked).toHaveLength(2);
    expect(memory.noted[1]?.handed).toBe(0);
  });
});
