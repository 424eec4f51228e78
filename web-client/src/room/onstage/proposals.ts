import type { DelegationView, PersonView } from '../../generated/protocol';
import { placeOf } from '../../meeting/reach';
import type { Room } from '../../meeting/room.svelte';

/** What the programme suggests: done by a host, never by itself. */
export interface Proposals {
  /** The speaker of the running item, while they are here and not on stage. */
  speaker: PersonView | null;
  /** The delegation of whoever speaks on the next item, while nobody of it is on or behind the stage. */
  next: DelegationView | null;
}

type Known = Pick<Room, 'snapshot' | 'running' | 'byId' | 'people' | 'delegations'>;

export function proposals({ snapshot, running, byId, people, delegations }: Known): Proposals {
  const place = (person: string) => placeOf(snapshot?.stage, person);
  const speaker = byId.get(running?.speaker?.person ?? '') ?? null;
  const next = snapshot?.agenda.find(({ state }) => state.state === 'planned')?.speaker ?? null;
  const theirs = people.filter(({ delegation }) => delegation === next?.delegation);
  const isDue = theirs.length > 0 && theirs.every(({ id }) => place(id) === 'audience');
  return {
    speaker: speaker && place(speaker.id) !== 'on_stage' ? speaker : null,
    next: isDue ? (delegations.get(next?.delegation ?? '') ?? null) : null,
  };
}
