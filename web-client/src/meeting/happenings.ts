import type {
  Change,
  ChatLine,
  Command,
  FloorView,
  ItemView,
  NoteView,
  PersonView,
  Reason,
  StageView,
} from '../generated/protocol';
import type { Room } from './room.svelte';
import type { ShareHappening } from './sharing.svelte';
import type { Shift } from './standing';

/** What happened in the room, for whoever wants to say it aloud. */
export type Happening =
  | { what: 'joined' | 'left' | 'waiting'; person: PersonView }
  | { what: 'hand'; person: PersonView; place: number }
  | { what: 'item'; item: ItemView }
  | { what: 'chat'; line: ChatLine }
  | { what: 'muted'; by: PersonView | undefined }
  | { what: 'floor'; person: PersonView | null }
  | { what: 'point'; person: PersonView }
  | { what: 'noted'; view: NoteView }
  | { what: 'refused'; reason: Reason; command: Command['do'] }
  | { what: 'stage'; before: StageView; after: StageView }
  | ShareHappening
  | { what: 'not_done' }
  | { what: 'back' }
  | { what: Shift };

/** What a change means to people, seen against the room as it was before it. */
export function happeningOf(room: Room, change: Change): Happening | null {
  const { byId, snapshot } = room;
  switch (change.change) {
    case 'person':
      return byId.has(change.person.id) ? null : { what: 'joined', person: change.person };
    case 'gone': {
      const person = byId.get(change.person);
      return person ? { what: 'left', person } : null;
    }
    case 'lobby':
      return snapshot?.lobby.some(({ id }) => id === change.person.id)
        ? null
        : { what: 'waiting', person: change.person };
    case 'hands': {
      const raised = change.hands.find((id) => !snapshot?.hands.includes(id));
      const person = raised === undefined ? undefined : byId.get(raised);
      return person ? { what: 'hand', person, place: change.hands.indexOf(person.id) + 1 } : null;
    }
    case 'item': {
      const item = room.item(change.item);
      const { change: _, item: __, ...state } = change;
      return item ? { what: 'item', item: { ...item, state } } : null;
    }
    case 'chat':
      return { what: 'chat', line: change.line };
    case 'muted':
      return { what: 'muted', by: byId.get(change.by) };
    case 'screen': {
      const person = byId.get(change.person ?? snapshot?.screen ?? '');
      if (!person) return null;
      return { what: change.person === null ? 'screen_off' : 'screen_on', person };
    }
    case 'floor':
      return floorHappening(room, change.floor);
    case 'stage':
      return snapshot ? { what: 'stage', before: snapshot.stage, after: change.stage } : null;
    case 'snapshot':
    case 'you':
    case 'share_stopped':
    case 'opened':
    case 'presence':
    case 'media':
    case 'lobby_gone':
    case 'agenda':
    case 'speaker':
    case 'record':
    case 'hall':
    case 'cues':
    case 'cue':
    case 'stage_call':
    case 'ended':
    // Votes and photos say themselves where they are shown.
    case 'photo':
    case 'vote':
    case 'ballot':
    case 'voters':
    case 'outside':
    case 'removed':
    // Greeting videos say themselves where they are shown.
    case 'films':
    case 'showing':
    case 'fetched':
    case 'note_gone':
    case 'sides':
    case 'away':
    // So do signings.
    case 'signing':
    case 'signing_gone':
      return null;
    case 'note':
      return room.snapshot?.notes.some(({ id }) => id === change.note.id)
        ? null
        : { what: 'noted', view: change.note };
  }
}

/** Somebody got the floor, it became free, or a point of order was raised. */
function floorHappening({ byId, snapshot }: Room, after: FloorView): Happening | null {
  const before = snapshot?.floor;
  const raised = byId.get(after.points.find((id) => !before?.points.includes(id)) ?? '');
  if (raised) return { what: 'point', person: raised };
  if (before?.turn?.given_at === after.turn?.given_at) return null;
  return { what: 'floor', person: byId.get(after.turn?.person ?? '') ?? null };
}
