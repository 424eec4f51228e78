import type {
  Change,
  DelegationView,
  ItemView,
  Level,
  Outside,
  PersonQuality,
  PersonView,
  Snapshot,
  Welcome,
  You,
} from '../generated/protocol';
import { apply } from './apply';
import { reachOf } from './reach';
import { takesPart } from './roles';
import { isNear, sideOf } from './sides';

/** From this level on somebody is shown as making sound. */
const AUDIBLE = 15;

const RANKS: readonly PersonView['rank'][] = [
  'mayor',
  'vice_mayor',
  'director',
  'deputy_director',
  'staff',
  'other',
];

/** The room as this device knows it. */
export class Room {
  snapshot = $state<Snapshot | null>(null);
  you = $state<You | null>(null);
  /** A closed item runs, and is not for this reader. */
  outside = $state.raw<Outside | null>(null);
  /** Of those whose quality the server told; everybody else is good. */
  qualities = $state.raw<ReadonlyMap<string, PersonQuality>>(new Map());
  levels = $state.raw<ReadonlyMap<string, number>>(new Map());

  people = $derived(this.snapshot?.people ?? []);
  byId = $derived(new Map(this.people.map((person) => [person.id, person])));
  delegations = $derived(
    new Map(this.snapshot?.delegations.map((delegation) => [delegation.id, delegation])),
  );
  me = $derived(this.you ? (this.byId.get(this.you.person) ?? null) : null);
  isHost = $derived(this.you?.role === 'host');
  /** Whether the reader's role lets them send, raise a hand and write. */
  takesPart = $derived(this.you !== null && takesPart(this.you.role));
  /** The side room that the reader is in; `null`: the main room. */
  side = $derived(sideOf(this.snapshot?.sides, this.you?.person ?? '') ?? null);
  /** Whom the reader can hear and see, themselves included: those in the same room. */
  near = $derived(
    this.people.filter(({ id }) => isNear(this.snapshot?.sides, this.side ?? undefined, id)),
  );
  inRoom = $derived(this.snapshot !== null && this.you !== null && !isOut(this.you));
  running = $derived(this.snapshot?.agenda.find((item) => item.state.state === 'running') ?? null);
  /** Whose time at the floor runs. */
  turn = $derived(this.snapshot?.floor.turn ?? null);
  /** Who has the floor; while nobody was given it, the person whose item runs, if they are here. */
  floor = $derived(
    this.byId.get(this.turn?.person ?? this.running?.speaker?.person ?? '')?.id ?? null,
  );
  /** The floor is the reader's, and this device is the one that sends. */
  speaksHere = $derived(
    this.turn !== null && this.turn.person === this.you?.person && this.you.sends,
  );
  /** The stage, where it holds for the reader: in the main room. */
  stage = $derived(this.side ? undefined : this.snapshot?.stage);
  /** Whom one's sound and picture reach, as the stage has it. */
  reach = $derived(reachOf(this.stage, this.you?.person ?? ''));
  /** A greeting video is shown, in the main room. */
  showing = $derived(this.side ? null : (this.snapshot?.films.showing ?? null));
  /** The service takes no sound from this reader meanwhile. */
  isSilenced = $derived(this.showing !== null && !this.isHost);
  hands = $derived(new Map(this.snapshot?.hands.map((person, index) => [person, index + 1])));

  /** A hello was answered: with the whole room, or (`snapshot: null`) with leave to go on from
   *  what is known, or to wait at the door or outside. */
  welcome({ you, snapshot }: Welcome): void {
    this.you = you;
    this.qualities = new Map();
    if (snapshot) this.enter(you, snapshot);
    else if (isOut(you)) this.snapshot = null;
    if (you.presence !== 'outside') this.outside = null;
  }

  enter(you: You, snapshot: Snapshot): void {
    this.you = you;
    this.snapshot = snapshot;
    this.outside = null;
    this.levels = new Map();
  }

  /** Nothing that was known of the room holds any longer. */
  #goOut(you: You, outside: Outside): void {
    this.you = you;
    this.snapshot = null;
    this.outside = outside;
    this.levels = new Map();
    this.qualities = new Map();
  }

  /** What everybody sees; changes about the reader alone are the meeting's to handle. */
  change(change: Change): void {
    switch (change.change) {
      case 'snapshot':
        return this.enter(change.you, change.snapshot);
      case 'you':
        this.you = change.you;
        return;
      case 'outside':
        return this.#goOut(change.you, change.outside);
      case 'muted':
      case 'share_stopped':
      case 'ended':
        return;
      default:
        if (this.snapshot) apply(this.snapshot, change);
    }
  }

  rate(people: readonly PersonQuality[]): void {
    const told = people.map((quality) => [quality.person, quality] as const);
    this.qualities = new Map([...this.qualities, ...told]);
  }

  hear(levels: readonly Level[]): void {
    this.levels = new Map(levels.map(({ person, level }) => [person, level]));
  }

  isAudible(person: string): boolean {
    return (this.levels.get(person) ?? 0) >= AUDIBLE;
  }

  delegationOf(person: PersonView): DelegationView | undefined {
    return this.delegations.get(person.delegation);
  }

  item(id: string): ItemView | undefined {
    return this.snapshot?.agenda.find((item) => item.id === id);
  }

  /** People by delegation in the order of the plan; in each the head first, then by rank. */
  get seated(): { delegation: DelegationView; people: PersonView[] }[] {
    const groups = (this.snapshot?.delegations ?? []).map((delegation) => ({
      delegation,
      people: this.people
        .filter((person) => person.delegation === delegation.id)
        .sort((a, b) => seat(a, delegation) - seat(b, delegation) || (a.id < b.id ? -1 : 1)),
    }));
    return groups.filter(({ people }) => people.length > 0);
  }
}

/** At the door, or outside while a closed item runs. */
const isOut = (you: You): boolean => you.presence === 'waiting' || you.presence === 'outside';

function seat(person: PersonView, delegation: DelegationView): number {
  return person.id === delegation.head ? -1 : RANKS.indexOf(person.rank);
}
