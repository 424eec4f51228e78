import { afterEach, expect, test, vi } from 'vitest';
import type { FilmView, ShowingView } from '../generated/protocol';
import { correction, holdersOf, nextToFetch, pieceOf, positionOf, secondsOf } from './film';
import { Films } from './films.svelte';
import type { Quality } from './quality';
import { person, room } from './test-support';

const film = (paper: string, more: Partial<FilmView> = {}): FilmView => ({
  paper,
  item: 'i1',
  title: { en: paper },
  bytes: 1_000_000,
  length_ms: 60_000,
  wanted: true,
  ...more,
});
const showing: ShowingView = {
  paper: 'a',
  item: 'i1',
  starts_at: 5_000_000,
  length_ms: 60_000,
};

test('a film stands where the clock of the service says', () => {
  expect(positionOf(showing, 4_000)).toBe(-1);
  expect(positionOf(showing, 6_500)).toBe(1.5);
  expect([0, 7_900, 999_000].map((now) => secondsOf(showing, now))).toEqual([0, 2, 60]);
});

test('a player that is far off jumps, one that is near goes a little faster or slower', () => {
  expect(correction(10, 10.13)).toEqual({ jump: true });
  expect(correction(10, 9.8)).toEqual({ jump: true });
  expect(correction(10, 10.005)).toEqual({ rate: 1 });
  const rate = (at: number) => (correction(at, 10) as { rate: number }).rate;
  expect(rate(9.9)).toBeCloseTo(1.04);
  expect(rate(10.02)).toBeCloseTo(0.99);
});

test('what is shown is fetched first, then the films to come by the agenda', () => {
  const films = [film('a', { wanted: false }), film('b'), film('c')];
  const next = (have: [string, number][], shown?: string) =>
    nextToFetch(films, new Map(have), shown)?.paper;
  expect(next([])).toBe('b');
  expect(next([['b', 1_000_000]])).toBe('c');
  expect(next([['b', 999_999]], 'c')).toBe('c');
  expect(next([], 'a')).toBe('a');
  expect(
    next([
      ['b', 1_000_000],
      ['c', 1_000_000],
    ]),
  ).toBeUndefined();
});

test('pieces are short on a weak line, and end with the film', () => {
  expect(pieceOf(0, 1_000_000, false)).toBe('bytes=0-524287');
  expect(pieceOf(524_288, 1_000_000, false)).toBe('bytes=524288-999999');
  expect(pieceOf(0, 1_000_000, true)).toBe('bytes=0-65535');
});

test('of a closed item press and observers are not waited for', () => {
  const item = { id: 'i1', open: false };
  const shown = room({
    agenda: [item] as never,
    people: [person('alice'), person('bob'), person('paul', { role: 'press' })],
    films: {
      films: [film('a')],
      showing: null,
      fetched: [{ paper: 'a', person: 'alice', bytes: 1_000_000 }],
    },
  });
  const holders = () => holdersOf(shown, film('a')).map(({ person, bytes }) => [person, bytes]);
  expect(holders()).toEqual([
    ['bob', 0],
    ['alice', 1_000_000],
  ]);
  item.open = true;
  expect(holders()).toHaveLength(3);
});

afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

test('a film is fetched piece by piece, slower on a weak line, and told by quarters', async () => {
  vi.useFakeTimers();
  const asked: string[] = [];
  const said: number[] = [];
  let quality: Quality = 'lost';
  vi.stubGlobal('fetch', (_: string, { headers }: { headers: Record<string, string> }) => {
    asked.push(headers['Range'] ?? '');
    const [from = 0, to = 0] = (/(\d+)-(\d+)/.exec(headers['Range'] ?? '') ?? [])
      .slice(1)
      .map(Number);
    const piece = new Blob([new Uint8Array(to - from + 1)]);
    return Promise.resolve({ status: 206, blob: () => Promise.resolve(piece) });
  });
  const films = new Films({
    pass: () => 'pass',
    say: (_, bytes) => said.push(bytes),
    quality: () => quality,
  });
  films.follow([film('a')], undefined);
  await vi.advanceTimersByTimeAsync(4_900);
  expect(asked, 'nothing while nothing arrives').toEqual([]);
  quality = 'good';
  await vi.advanceTimersByTimeAsync(60_000);
  expect(asked).toEqual(['bytes=0-524287', 'bytes=524288-999999']);
  expect(said).toEqual([524_288, 1_000_000]);
  films.sayAll();
  expect(said).toHaveLength(3);
  films.follow([], undefined);
  expect(films.have.size).toBe(0);
});
