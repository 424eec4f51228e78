import {
  PROTOCOL,
  type Change,
  type Command,
  type Goodbye,
  type PersonView,
  type Welcome,
  type You,
} from '../generated/protocol';
import { beat } from './beat';
import type { ServerClock } from './clock';
import { happeningOf, type Happening } from './happenings';
import { Lingering } from './lingering';
import { Link } from './link.svelte';
import type { Media } from './media.svelte';
import { followNetwork } from './network';
import { OwnMedia } from './own-media.svelte';
import { mayFollow } from './reach';
import { Room } from './room.svelte';
import { Sharing } from './sharing.svelte';
import { Disconnected, Refused, Signal, type Line, type SignalOptions } from './signal';
import { Stage } from './stage.svelte';
import { ViewWish } from './view-wish';

export interface MeetingOptions {
  media: Media;
  clock: ServerClock;
  open: SignalOptions['open'];
  hello: SignalOptions['hello'];
  savesData: boolean;
  /** The stay is over, or has to begin anew. */
  ongoodbye(reason: Goodbye): void;
}

/** A person's stay in one meeting, from the click on "Join" to the goodbye. */
export class Meeting {
  readonly room = new Room();
  readonly stage = new Stage();
  readonly link: Link;
  readonly media: Media;
  readonly own: OwnMedia;
  readonly sharing: Sharing;
  readonly clock: ServerClock;
  line = $state.raw<Line>({ at: 'connecting' });
  /** The server speaks a newer protocol than this page. */
  isOutdated = $state(false);
  listeners = new Set<(happening: Happening) => void>();

  #signal: Signal;
  readonly #wish: ViewWish;
  readonly #lingering = new Lingering(() => this.sync());
  #isOver = false;

  constructor(private readonly options: MeetingOptions) {
    this.media = options.media;
    this.clock = options.clock;
    this.stage.savesData = options.savesData;
    const around = {
      room: this.room,
      request: (command: Command) => this.#signal.request(command),
      tell: (happening: Happening) => this.#tell(happening),
      changed: () => this.link.refresh(),
    };
    this.own = new OwnMedia({ ...around, media: this.media, isOpen: () => this.#isOpen });
    this.sharing = new Sharing({ ...around, sends: () => this.room.you?.sends !== false });
    this.#wish = new ViewWish({
      ...{ view: () => this.stage.view, request: around.request },
      isHeard: () => this.room.inRoom && this.#isOpen,
    });
    this.link = new Link({
      ask: (sdp, fresh) => this.#answer(sdp, fresh),
      tracks: () => ({
        microphone: this.own.may('microphone') ? this.media.microphone.track : null,
        camera: this.own.may('camera') ? this.media.camera.track : null,
        ...this.sharing.tracks,
      }),
    });
    if (options.savesData) this.link.saveData(true);
    this.#signal = new Signal({
      open: options.open,
      hello: options.hello,
      clock: options.clock,
      every: beat,
      events: {
        line: (line) => this.#lined(line),
        welcome: (welcome) => this.#welcomed(welcome),
        change: (change) => this.#changed(change),
        slots: (slots) => this.link.mapped(slots),
        layers: (kind, on) => this.link.needed(kind, on),
        quality: (people) => this.room.rate(people),
        levels: (levels) => this.room.hear(levels),
      },
    });
    this.media.onchange = () => this.#mediaChanged();
  }

  get handRaised(): boolean {
    return this.room.you !== null && this.room.hands.has(this.room.you.person);
  }

  enter(): () => void {
    const endFollowing = followNetwork({
      changed: () => {
        this.#signal.check();
        if (this.#isOpen && this.room.inRoom) this.link.restart();
      },
      seen: () => this.#signal.retryNow(),
    });
    this.#signal.connect();
    return () => {
      endFollowing();
      this.#close();
    };
  }

  /** Tries the line again without waiting for the countdown. */
  retry(): void {
    this.#signal.retryNow();
  }

  /** Asks the server; what goes wrong is a happening. Says whether it was done. */
  async ask(command: Command): Promise<boolean> {
    try {
      await this.#signal.request(command);
      return true;
    } catch (error) {
      if (error instanceof Refused)
        this.#tell({ what: 'refused', reason: error.reason, command: command.do });
      else if (error instanceof Disconnected) this.#tell({ what: 'not_done' });
      else throw error;
      return false;
    }
  }

  /** Tells the server what nobody needs an answer to: it is told again if need be. */
  tell(command: Command): void {
    this.#signal.request(command).catch(() => undefined);
  }

  saveData(save: boolean): void {
    this.stage.savesData = save;
    this.link.saveData(save);
    this.sync();
  }

  /** Brings the tiles up to date after the room, the own camera or the layout changed. */
  sync(): void {
    const { you } = this.room;
    if (!you || !this.room.inRoom) return;
    const pictured = this.room.near.filter((person) => this.#isPictured(person));
    const { spotlight = null, pinned = null } = this.room.stage ?? {};
    const screen = this.room.side ? null : (this.room.snapshot?.screen ?? null);
    this.stage.sync({
      me: you.person,
      pictured: pictured.map(({ id }) => id),
      floor: this.room.floor,
      speaker: this.room.side ? null : (this.room.snapshot?.speaker ?? null),
      screen,
      spotlight,
      isPinned: screen !== null && screen === pinned,
    });
    this.link.makeRoom(this.stage.slotsNeeded);
    this.sayView();
  }

  /** Says what is wished for, once the tiles have come to rest. */
  sayView(): void {
    this.#wish.say();
  }

  /** Leaves with this device; a broken line keeps nobody in. */
  leave(): void {
    this.#signal.request({ do: 'leave' }).catch(() => undefined);
    this.#signal.stop();
    this.#farewell('left');
  }

  #isPictured(person: PersonView): boolean {
    const { you, stage } = this.room;
    if (person.id === you?.person) return this.own.may('camera') && this.media.camera.isSending;
    if (!mayFollow(stage, person.id, you)) return false;
    if (person.camera !== 'off') return true;
    const lingers = this.#lingering.has(person.id);
    return (person.presence === 'reconnecting' || lingers) && this.stage.places.includes(person.id);
  }

  async #answer(sdp: string, fresh: boolean): Promise<string> {
    const answer = await this.#signal.request({ do: 'offer', sdp, fresh });
    if (!answer) throw new Refused('bad_offer');
    return answer.sdp;
  }

  #lined(line: Line): void {
    const wasLost = this.line.at === 'lost';
    this.line = line;
    if (line.at === 'closed') this.#farewell(line.reason);
    if (line.at === 'open' && wasLost) this.#tell({ what: 'back' });
  }

  #farewell(reason: Goodbye): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.sharing.close();
    this.link.close();
    this.options.ongoodbye(reason);
  }

  #welcomed(welcome: Welcome): void {
    this.isOutdated = welcome.protocol > PROTOCOL;
    this.#lingering.begin(this.stage.places);
    const before = this.#standing;
    this.room.welcome(welcome);
    this.link.useRelays(welcome.ice_servers);
    if (!this.room.inRoom) return;
    this.#wish.forget();
    this.own.follow(before, this.#standing);
    this.own.entered();
    if (welcome.media === 'kept') this.link.restart();
    else this.link.rebuild();
    this.own.say();
    this.sharing.welcomed(welcome.media === 'kept');
    this.sync();
  }

  #changed(change: Change): void {
    const before = this.#standing;
    const happening = happeningOf(this.room, change);
    this.room.change(change);
    if (!before && this.room.inRoom) this.#admitted();
    if (change.change === 'presence') this.#lingering.begin([change.person]);
    this.own.heard(change);
    if (change.change === 'share_stopped') this.sharing.stopped(this.room.byId.get(change.by));
    if (change.change === 'screen') this.link.refresh();
    if (change.change === 'ended') this.#farewell('ended');
    if (change.change === 'outside') this.#sentOut();
    this.own.follow(before, this.#standing);
    this.sharing.follow();
    if (happening) this.#tell(happening);
    this.sync();
  }

  #admitted(): void {
    this.#wish.forget();
    this.own.entered();
    this.link.rebuild();
    this.own.say();
  }

  /** A closed item: nothing of this device is sent, and nothing that it showed stays. */
  #sentOut(): void {
    this.sharing.close();
    this.link.close();
    this.own.letGo();
    this.#lingering.clear();
  }

  get #isOpen(): boolean {
    return this.#signal.line.at === 'open';
  }

  /** How this device stood in the room at this moment; `null` outside of it. */
  get #standing(): You | null {
    return this.room.inRoom ? this.room.you : null;
  }

  #mediaChanged(): void {
    this.link.refresh();
    this.own.say();
    this.sync();
  }

  #tell(happening: Happening): void {
    for (const listener of this.listeners) listener(happening);
  }

  #close(): void {
    this.#wish.stop();
    this.#signal.stop();
    this.sharing.close();
    this.link.close();
    this.media.onchange = () => undefined;
  }
}
