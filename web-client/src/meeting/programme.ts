import type { CueView, ItemView, PersonView, Snapshot, Timestamp } from '../generated/protocol';
import { minutes } from '../time/format';

const SECOND = 1_000_000;

/** What tells when an item comes. */
export type TimedItem = Pick<ItemView, 'id' | 'state' | 'minutes' | 'given' | 'planned_at'>;
interface TimedAgenda {
  starts_at: Timestamp;
  agenda: readonly TimedItem[];
}

/** When each item that is still to come begins if everything goes on as it is now, and when all is
 *  over. `now` is on the server's clock. Nothing that is to come begins in the past. */
export interface Outlook {
  starts: ReadonlyMap<string, Timestamp>;
  end: Timestamp;
}

export function outlook({ starts_at, agenda }: TimedAgenda, now: Timestamp): Outlook {
  const starts = new Map<string, Timestamp>();
  let end = starts_at;
  for (const item of [...agenda].sort(begunFirst)) {
    const { state } = item;
    if (state.state === 'skipped') continue;
    if (state.state === 'held') end = Math.max(end, state.ended_at);
    else if (state.state === 'running') end = Math.max(now, state.started_at + minutes(item.given));
    else {
      const start = Math.max(end, now);
      starts.set(item.id, start);
      end = start + minutes(item.given);
    }
  }
  return { starts, end };
}

/** What was held out of turn does not push what comes after it. */
function begunFirst(one: TimedItem, other: TimedItem): number {
  const place = ({ state }: TimedItem) =>
    state.state === 'held' ? state.ended_at : state.state === 'planned' ? Infinity : 1e300;
  const [a, b] = [place(one), place(other)];
  return a === b ? 0 : a - b;
}

/** Whole minutes by which everything ends later than planned; negative: earlier. */
export function drift(room: TimedAgenda, now: Timestamp): number {
  const planned = room.agenda.map((item) => item.planned_at + minutes(item.minutes));
  if (planned.length === 0) return 0;
  return Math.round((outlook(room, now).end - Math.max(...planned)) / minutes(1));
}

export interface TimedCue {
  cue: CueView;
  planned: Timestamp;
  /** When it comes as things are; what was called came when it was called. */
  expected: Timestamp;
  /** Its item was skipped: nobody waits for it. */
  isOff: boolean;
}

/** The run sheet in the order in which it comes; those of one moment as they are written. */
export function timedCues(
  room: Pick<Snapshot, 'starts_at' | 'agenda' | 'cues'>,
  now: Timestamp,
): TimedCue[] {
  const { starts } = outlook(room, now);
  const timed = room.cues.map((cue) => {
    const item = room.agenda.find(({ id }) => id === cue.item);
    const offset = cue.offset * SECOND;
    const begun = item && 'started_at' in item.state ? item.state.started_at : undefined;
    const start = item && (begun ?? starts.get(item.id) ?? item.planned_at);
    return {
      cue,
      planned: (item?.planned_at ?? room.starts_at) + offset,
      isOff: item?.state.state === 'skipped',
      expected: cue.state.state === 'called' ? cue.state.at : (start ?? room.starts_at) + offset,
    };
  });
  return timed.sort((one, other) => one.expected - other.expected);
}

/** The items that one can be put before when it moves by one place among those to come. */
export function neighbours(
  agenda: readonly ItemView[],
  id: string,
): { earlier: string | undefined; later: string | null | undefined } {
  const open = agenda.filter(({ state }) => state.state === 'planned').map((item) => item.id);
  const at = open.indexOf(id);
  const isLast = at < 0 || at === open.length - 1;
  return {
    earlier: at > 0 ? open[at - 1] : undefined,
    // After the next one: before the one behind it, or last.
    later: isLast ? undefined : (open[at + 2] ?? null),
  };
}

/** Those who run the meeting, beside the hosts the technicians. */
export const isCrew = (role: PersonView['role'] | undefined): boolean =>
  role === 'host' || role === 'technician';
