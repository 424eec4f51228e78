import type { ProgrammeSession, Timestamp, Track } from '../../api';
import { minutes, wall } from '../../time/format';

/** The programme moves in steps of so many minutes. */
export const STEP = 5;
const HOUR = 60;
const DAY = 24 * HOUR;

/** A session where it stands on its day. */
export interface Placed {
  session: ProgrammeSession;
  /** Its place in `columns`. */
  column: number;
  /** Minutes from the first hour of the day that is shown. */
  from: number;
  length: number;
  /** Which of how many that overlap in the same room. */
  lane: number;
  lanes: number;
}

export interface Day {
  /** The instant at which the first hour that is shown begins. */
  begins: Timestamp;
  /** Minutes that are shown. */
  length: number;
  hours: Timestamp[];
  columns: (Track | null)[];
  /** In the order of time. */
  placed: Placed[];
}

/** Minutes since midnight on the clock of the zone. */
function clock(at: Timestamp, zone: string): number {
  const [hour = 0, minute = 0] = (wall(at, zone).split('T')[1] ?? '').split(':').map(Number);
  return hour * HOUR + minute;
}

/** The sessions by day, room and time; an hour of room before and after, within the day. Sessions
 *  in no room get a column of their own, where there are any. */
export function days(
  sessions: readonly ProgrammeSession[],
  tracks: readonly Track[],
  zone: string,
): Day[] {
  const dates = new Map<string, ProgrammeSession[]>();
  for (const session of sessions) {
    const date = wall(session.starts_at, zone).split('T')[0] ?? '';
    dates.set(date, [...(dates.get(date) ?? []), session]);
  }
  const sorted = [...dates.entries()].toSorted(([a], [b]) => a.localeCompare(b));
  return sorted.map(([, list]) => day(list, tracks, zone));
}

function day(sessions: readonly ProgrammeSession[], tracks: readonly Track[], zone: string): Day {
  const first = sessions.reduce((a, b) => (a.starts_at <= b.starts_at ? a : b));
  const starts = clock(first.starts_at, zone);
  const from = Math.max(0, Math.floor(starts / HOUR) * HOUR - HOUR);
  const begins = first.starts_at - minutes(starts - from);
  const since = (session: ProgrammeSession) =>
    Math.round((session.starts_at - begins) / minutes(1));
  const last = Math.max(...sessions.map((one) => since(one) + one.minutes));
  const length = Math.min(Math.ceil(last / HOUR) * HOUR + HOUR, DAY - from);
  const known = new Set(tracks.map((track) => track.id));
  const homeless = sessions.filter((one) => one.track === null || !known.has(one.track));
  const columns: (Track | null)[] = [...tracks];
  if (homeless.length > 0 || columns.length === 0) columns.push(null);
  const placed = columns.flatMap((track, column) => {
    const here = track ? sessions.filter((one) => one.track === track.id) : homeless;
    return lanes(here, since).map((one) => ({ ...one, column }));
  });
  placed.sort((a, b) => a.from - b.from || a.column - b.column);
  const hours = Array.from({ length: Math.ceil(length / HOUR) }, (_, hour) => {
    return begins + minutes(hour * HOUR);
  });
  return { begins, length, hours, columns, placed };
}

/** Those that overlap stand beside each other. */
function lanes(
  sessions: readonly ProgrammeSession[],
  since: (session: ProgrammeSession) => number,
): Omit<Placed, 'column'>[] {
  const sorted = sessions.toSorted((a, b) => a.starts_at - b.starts_at);
  const placed: Omit<Placed, 'column'>[] = [];
  let group: Omit<Placed, 'column'>[] = [];
  let ends: number[] = [];
  const close = () => {
    for (const one of group) one.lanes = ends.length;
    placed.push(...group);
    [group, ends] = [[], []];
  };
  for (const session of sorted) {
    const from = since(session);
    if (ends.length > 0 && ends.every((end) => end <= from)) close();
    const free = ends.findIndex((end) => end <= from);
    const lane = free < 0 ? ends.length : free;
    ends[lane] = from + session.minutes;
    group.push({ session, from, length: session.minutes, lane, lanes: 1 });
  }
  close();
  return placed;
}

/** Where a session is moved to while the hand is still on it. */
export interface Wanted {
  starts_at: Timestamp;
  minutes: number;
  track: string | null;
}

export const wantedOf = (session: ProgrammeSession): Wanted => ({
  starts_at: session.starts_at,
  minutes: session.minutes,
  track: session.track ?? null,
});

/** What a key does to it: arrows move it in time and between rooms, with Shift they change its
 *  length; nothing for other keys. In a right-to-left page the rooms stand the other way round. */
export function nudged(
  wanted: Wanted,
  key: string,
  shift: boolean,
  tracks: readonly Track[],
  rtl: boolean,
): Wanted | undefined {
  const step = key === 'ArrowUp' ? -STEP : key === 'ArrowDown' ? STEP : 0;
  if (step !== 0) {
    if (!shift) return { ...wanted, starts_at: wanted.starts_at + minutes(step) };
    const length = Math.min(DAY, Math.max(STEP, wanted.minutes + step));
    return { ...wanted, minutes: length };
  }
  const aside = key === 'ArrowLeft' ? -1 : key === 'ArrowRight' ? 1 : 0;
  if (aside === 0 || tracks.length === 0) return undefined;
  const place = tracks.findIndex((track) => track.id === wanted.track);
  const next = place < 0 ? 0 : place + (rtl ? -aside : aside);
  return { ...wanted, track: tracks[Math.max(0, Math.min(next, tracks.length - 1))]?.id ?? null };
}

/** To the nearest step of the programme, counted from `origin`. */
export function snapped(offset: number): number {
  return Math.round(offset / STEP) * STEP;
}
