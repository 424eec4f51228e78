import { isCrew } from '../meeting/programme';
import type { Room } from '../meeting/room.svelte';

/** The parts of the panel beside the stage. */
export type Tab = 'agenda' | 'floor' | 'cues' | 'people' | 'chat';

/** Those that the reader has: the run sheet is for those who run the meeting, where there is one. */
export function tabsOf({ you, snapshot }: Room): Tab[] {
  const hasCues = isCrew(you?.role) && (snapshot?.cues.length ?? 0) > 0;
  return ['agenda', 'floor', ...(hasCues ? ['cues' as const] : []), 'people', 'chat'];
}

/** What is new in each. */
export const countsOf = ({ snapshot }: Room, unread: number): Record<Tab, number> => ({
  agenda: 0,
  floor: snapshot?.floor.points.length ?? 0,
  cues: 0,
  people: snapshot?.lobby.length ?? 0,
  chat: unread,
});
