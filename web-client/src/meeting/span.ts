import type { ItemView, Timestamp } from '../generated/protocol';

/** The clock of a running item. */
export interface Span {
  /** How far the span is filled, 0 to 1. */
  share: number;
  /** Whole seconds left; negative once over. */
  left: number;
  minutes: number;
}

/** Where the item's clock stands at `now` (server's clock, ms); `null` unless it runs. */
export function spanOf(item: Pick<ItemView, 'state' | 'given'>, now: number): Span | null {
  if (item.state.state !== 'running') return null;
  const given = item.given * 60;
  const gone = (now - item.state.started_at / 1000) / 1000;
  return {
    share: Math.min(1, Math.max(0, gone / given)),
    left: Math.ceil(given - gone),
    minutes: item.given,
  };
}

/** `1:42`, `1:02:03`, and `+0:12` once the time is over. */
export function clockText(seconds: number): string {
  const total = Math.abs(seconds);
  const hours = Math.floor(total / 3600);
  const minutes = Math.floor((total % 3600) / 60);
  const two = (value: number) => String(value).padStart(2, '0');
  const body = `${hours > 0 ? `${hours}:${two(minutes)}` : minutes}:${two(total % 60)}`;
  return seconds < 0 ? `+${body}` : body;
}

/** What a screen reader is told of a clock: a minute left, ten seconds left, time over. */
export type Call = 60 | 10 | 0;

/** The call that falls between two readings of the seconds left. The nearest to the end wins. */
export function callBetween(before: number, after: number): Call | null {
  const calls: readonly Call[] = [0, 10, 60];
  return calls.find((call) => before > call && after <= call) ?? null;
}

/** Whole minutes by which the running item, or the whole session, is behind its plan (negative:
 *  ahead). */
export function behindPlan(agenda: readonly ItemView[]): number {
  const begun = agenda.findLast((item) => item.state.state === 'running');
  if (begun?.state.state !== 'running') return 0;
  return minutesBetween(begun.planned_at, begun.state.started_at);
}

/** Signed whole minutes from `planned` to `actual`. */
export function minutesBetween(planned: Timestamp, actual: Timestamp): number {
  return Math.round((actual - planned) / 60_000_000);
}
