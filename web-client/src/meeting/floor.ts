import type { FloorTurn, FloorView, Snapshot } from '../generated/protocol';

/** The clock of whoever speaks, in whole seconds. */
export interface TurnClock {
  spent: number;
  /** Negative once over; `null` without a limit. */
  left: number | null;
  /** How far the span is filled, 0 to 1. */
  share: number;
  stands: boolean;
}

/** Where it stands at `now` (server's clock, ms). */
export function clockOf(turn: FloorTurn, now: number): TurnClock {
  const runs = turn.since === null ? 0 : Math.max(0, now - turn.since / 1000);
  const shown = turn.before_ms + runs;
  const { limit_ms: limit } = turn;
  const stops = turn.at_limit === 'close_microphone' && limit !== null;
  const spent = stops ? Math.min(shown, Math.max(limit, turn.before_ms)) : shown;
  return {
    spent: Math.floor(spent / 1000),
    left: limit === null ? null : Math.ceil((limit - spent) / 1000),
    share: limit === null ? 0 : limit === 0 ? 1 : Math.min(1, spent / limit),
    stands: turn.since === null,
  };
}

/** What is said of the seconds left where everybody looks. */
export type Warning = 'minute' | 'seconds' | 'over';

export function warningOf(left: number | null): Warning | null {
  if (left === null || left > 60) return null;
  if (left > 10) return 'minute';
  return left > 0 ? 'seconds' : 'over';
}

/** Who is to speak, the next first. */
export function queueOf({ floor, hands }: Snapshot): string[] {
  return floor.order === 'hands' ? hands : floor.queue.map(({ person }) => person);
}

/** Seconds that are left to a delegation, without what is being spoken now; `null`: no budget. */
export function budgetOf(floor: FloorView, delegation: string): number | null {
  if (floor.delegation_seconds === null) return null;
  const spent = floor.spent.find((one) => one.delegation === delegation)?.spent_ms ?? 0;
  return Math.max(0, Math.round(floor.delegation_seconds - spent / 1000));
}

/** Whether the service takes no sound from somebody whose time was over. */
export const isSilenced = (floor: FloorView, person: string): boolean =>
  floor.silenced.includes(person) && floor.heard !== person;
