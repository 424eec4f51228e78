import { expect, test } from 'vitest';
import type { ProgrammeSession, Track } from '../../api';
import { minutes } from '../../time/format';
import { days, nudged, snapped, wantedOf } from './programme';

const zone = 'Asia/Shanghai';
/** 16:00 in Hangzhou on 10 December 2026. */
const start = 1_796_889_600_000_000;
const tracks: Track[] = [
  { id: 'hall', name: { en: 'Hall' } },
  { id: 'side', name: { en: 'Side room' } },
];

function session(id: string, after: number, length: number, track: string | null) {
  return { id, starts_at: start + minutes(after), minutes: length, track } as ProgrammeSession;
}

test('a day shows an hour before its first session and an hour after its last', () => {
  const [day, ...more] = days([session('a', 15, 60, 'hall')], tracks, zone);
  expect(more).toEqual([]);
  expect(day?.begins).toBe(start - minutes(60));
  expect(day?.length).toBe(240);
  expect(day?.hours).toHaveLength(4);
  expect(day?.columns.map((track) => track?.id)).toEqual(['hall', 'side']);
  expect(day?.placed).toMatchObject([{ column: 0, from: 75, length: 60, lane: 0, lanes: 1 }]);
});

test('days follow the calendar of the zone of the event, not that of the reader', () => {
  const late = session('late', 7 * 60 + 30, 45, 'hall');
  const after = session('after', 8 * 60 + 30, 45, 'hall');
  expect(days([after, late], tracks, zone).map((day) => day.placed.length)).toEqual([1, 1]);
  const [first] = days([late], tracks, zone);
  // Nothing is shown beyond midnight: there the next day begins.
  expect(first?.length).toBe(120);
});

test('what overlaps in one room stands side by side, what follows does not', () => {
  const list = [
    session('a', 0, 60, 'hall'),
    session('b', 30, 60, 'hall'),
    session('c', 60, 30, 'hall'),
    session('d', 90, 30, 'hall'),
  ];
  const [day] = days(list, tracks, zone);
  const lanes = day?.placed.map((one) => [one.session.id, one.lane, one.lanes]);
  expect(lanes).toEqual([
    ['a', 0, 2],
    ['b', 1, 2],
    ['c', 0, 2],
    ['d', 0, 1],
  ]);
});

test('a session in no room, or in one that is gone, has a column of its own', () => {
  const list = [session('a', 0, 60, null), session('b', 0, 60, 'gone')];
  const [day] = days(list, tracks, zone);
  expect(day?.columns).toHaveLength(3);
  expect(day?.placed.map((one) => one.column)).toEqual([2, 2]);
  const [roomless] = days([session('a', 0, 60, 'hall')], [], zone);
  expect(roomless?.columns).toHaveLength(1);
});

test('arrows move a session in time and between rooms, with Shift they change its length', () => {
  const wanted = wantedOf(session('a', 0, 10, 'hall'));
  const press = (key: string, shift = false, rtl = false) =>
    nudged(wanted, key, shift, tracks, rtl);
  expect(press('ArrowDown')?.starts_at).toBe(start + minutes(5));
  expect(press('ArrowUp')?.starts_at).toBe(start - minutes(5));
  expect(press('ArrowDown', true)).toMatchObject({ starts_at: start, minutes: 15 });
  expect(nudged({ ...wanted, minutes: 5 }, 'ArrowUp', true, tracks, false)?.minutes).toBe(5);
  expect(press('ArrowRight')?.track).toBe('side');
  expect(press('ArrowLeft')?.track).toBe('hall');
  expect(press('ArrowLeft', false, true)?.track).toBe('side');
  expect(nudged({ ...wanted, track: null }, 'ArrowRight', false, tracks, false)?.track).toBe(
    'hall',
  );
  expect(press('a')).toBeUndefined();
  expect(nudged(wanted, 'ArrowRight', false, [], false)).toBeUndefined();
});

test('a session is dropped on the nearest five minutes', () => {
  expect([7, 8, -7, -8, 0].map(snapped)).toEqual([5, 10, -5, -10, 0]);
});
