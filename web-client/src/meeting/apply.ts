import type {
  Change,
  NoteView,
  PersonView,
  SigningView,
  Snapshot,
  VoteView,
} from '../generated/protocol';

/** Changes of what all see; the others are about the reader alone. */
export type RoomChange = Exclude<
  Change,
  { change: 'snapshot' | 'you' | 'muted' | 'share_stopped' | 'ended' | 'outside' }
>;

const CHAT_KEPT = 200;

/** Brings the room up to date with one change. A change that is applied twice does no harm. */
export function apply(room: Snapshot, change: RoomChange): void {
  switch (change.change) {
    case 'opened':
      room.opened_at = change.at;
      break;
    case 'person':
      put(room.people, change.person);
      break;
    case 'gone':
      drop(room.people, change.person);
      break;
    case 'presence':
      update(room.people, change.person, { presence: change.presence });
      break;
    case 'media':
      update(room.people, change.person, { microphone: change.microphone, camera: change.camera });
      break;
    case 'lobby':
      put(room.lobby, change.person);
      break;
    case 'lobby_gone':
      drop(room.lobby, change.person);
      break;
    case 'hands':
      room.hands = change.hands;
      break;
    case 'chat':
      if (!room.chat.some((line) => line.id === change.line.id)) room.chat.push(change.line);
      if (room.chat.length > CHAT_KEPT) room.chat.splice(0, room.chat.length - CHAT_KEPT);
      break;
    case 'item':
      setItem(room, change);
      break;
    case 'agenda':
      room.agenda = change.agenda;
      break;
    case 'speaker':
      room.speaker = change.person;
      break;
    case 'screen':
      room.screen = change.person;
      break;
    case 'record':
      room.record = change.health;
      break;
    case 'hall':
      room.hall = change.hall;
      break;
    case 'cues':
      room.cues = change.cues;
      break;
    case 'cue': {
      const { cue: id, change: _, ...state } = change;
      const cue = room.cues.find((candidate) => candidate.id === id);
      if (cue) cue.state = state;
      break;
    }
    case 'stage_call':
      room.stage_calls = room.stage_calls.filter(({ person }) => person !== change.person);
      if (change.call) room.stage_calls.push(change.call);
      break;
    case 'floor':
      room.floor = change.floor;
      break;
    case 'stage':
      room.stage = change.stage;
      break;
    case 'photo':
      room.photo = change.photo;
      break;
    case 'vote':
      putVote(room, change.vote);
      break;
    case 'ballot':
      putBallot(room, change);
      break;
    case 'voters':
      room.votes.delegations = change.delegations;
      room.votes.people = change.people;
      break;
    case 'removed':
      room.removed = change.people;
      break;
    case 'note':
      putNote(room, change.note);
      break;
    case 'signing':
      putSigning(room, change.signing);
      break;
    case 'signing_gone':
      room.signings = room.signings.filter(({ id }) => id !== change.signing);
      break;
    case 'note_gone':
      room.notes = room.notes.filter(({ id }) => id !== change.note);
      break;
    case 'sides':
      room.sides.rooms = change.rooms;
      break;
    case 'away':
      room.sides.away = change.people;
      break;
    case 'films':
      room.films.films = change.films;
      break;
    case 'showing':
      room.films.showing = change.showing;
      break;
    case 'fetched':
      putFetched(room, change);
      break;
    default:
      change satisfies never;
  }
}

function setItem(room: Snapshot, change: Extract<Change, { change: 'item' }>): void {
  const { item: id, change: _, ...state } = change;
  const item = room.agenda.find((candidate) => candidate.id === id);
  if (item) item.state = state;
}

function putVote(room: Snapshot, vote: VoteView): void {
  const { votes } = room.votes;
  const at = votes.findIndex(({ id }) => id === vote.id);
  if (at < 0) votes.push(vote);
  else votes[at] = vote;
}

function putBallot(room: Snapshot, change: Extract<Change, { change: 'ballot' }>): void {
  const vote = room.votes.votes.find(({ id }) => id === change.vote);
  const voter = vote?.voters.find(({ person }) => person === change.person);
  if (voter) Object.assign(voter, { voted: true, passed: false, choice: change.choice });
}

/** In the order of their ids, as in a snapshot: that is the order in which they were first written. */
function putNote(room: Snapshot, note: NoteView): void {
  const others = room.notes.filter(({ id }) => id !== note.id);
  room.notes = [...others, note].sort((one, other) => (one.id < other.id ? -1 : 1));
}

/** In the order of their ids, as in a snapshot. */
function putSigning(room: Snapshot, signing: SigningView): void {
  const others = room.signings.filter(({ id }) => id !== signing.id);
  room.signings = [...others, signing].sort((one, other) => (one.id < other.id ? -1 : 1));
}

/** By film and person, as in a snapshot; `0`: nothing any more. */
function putFetched(room: Snapshot, told: Extract<Change, { change: 'fetched' }>): void {
  const { paper, person, bytes } = told;
  const key = (one: { paper: string; person: string }) => `${one.paper} ${one.person}`;
  const others = room.films.fetched.filter((one) => key(one) !== key(told));
  if (bytes > 0) others.push({ paper, person, bytes });
  room.films.fetched = others.sort((one, other) => (key(one) < key(other) ? -1 : 1));
}

function put(people: PersonView[], person: PersonView): void {
  const at = people.findIndex(({ id }) => id === person.id);
  if (at < 0) people.push(person);
  else people[at] = person;
}

function drop(people: PersonView[], id: string): void {
  const at = people.findIndex((person) => person.id === id);
  if (at >= 0) people.splice(at, 1);
}

function update(people: PersonView[], id: string, values: Partial<PersonView>): void {
  const person = people.find((candidate) => candidate.id === id);
  if (person) Object.assign(person, values);
}
