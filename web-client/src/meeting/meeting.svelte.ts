import {
  PROTOCOL,
  type Change,
  type Command,
  type Goodbye,
  type PersonView,
  type Reason,
  type Welcome,
  type You,
} from '../generated/protocol';
import { beat } from './beat';
import { localNow, type ServerClock } from './clock';
import { isSilenced } from './floor';
import { happeningOf, type Happening } from './happenings';
import { Link } from './link.svelte';
import type { Media } from './media.svelte';
import { followNetwork } from './network';
import { Offer } from './offer.svelte';
import { ownState, type OwnState } from './own';
import { mayFollow } from './reach';
import { takesPart } from './roles';
import { Room } from './room.svelte';
import { Sharing } from './sharing.svelte';
import { Disconnected, Refused, Signal, type Line, type SignalOptions } from './signal';
import { Stage } from './stage.svelte';
import { shiftOf } from './standing';

export interface MeetingOptions {
  media: Media;
  clock: ServerClock;
  open: SignalOptions['open'];
  hello: SignalOptions['hello'];
  savesData: boolean;
  /** The stay is over, or has to begin anew. */
  ongoodbye(reason: Goodbye): void;
}

const VIEW_AFTER = 150;
/** Somebody who comes back is given this long to show a picture again before the tile goes. */
const LINGER = 4_000;

/** A person's stay in one meeting, from the click on "Join" to the goodbye. */
export class Meeting {
  readonly room = new Room();
  readonly stage = new Stage();
  readonly link: Link;
  readonly media: Media;
  readonly sharing: Sharing;
  readonly clock: ServerClock;
  readonly offer = new Offer();
  line = $state.raw<Line>({ at: 'connecting' });
  /** The server speaks a newer protocol than this page. */
  isOutdated = $state(false);
  listeners = new Set<(happening: Happening) => void>();

  #refused = $state({ microphone: false, camera: false });
  #signal: Signal;
  #viewTimer: ReturnType<typeof setTimeout> | undefined;
  #viewSaid = '';
  #viewDue = true;
  #lingering = new Map<string, number>();
  #isOver = false;

  constructor(private readonly options: MeetingOptions) {
    this.media = options.media;
    this.clock = options.clock;
    this.stage.savesData = options.savesData;
    this.sharing = new Sharing({
      room: this.room,
      request: (command) => this.#signal.request(command),
      sends: () => this.room.you?.sends !== false,
      tell: (happening) => this.#tell(happening),
      changed: () => this.link.refresh(),
    });
    this.link = new Link({
      ask: (sdp, fresh) => this.#answer(sdp, fresh),
      tracks: () => ({
        microphone: this.may('microphone') ? this.media.microphone.track : null,
        camera: this.may('camera') ? this.media.camera.track : null,
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

  /** Whether this person's role lets them send, raise a hand and write. */
  get takesPart(): boolean {
    return this.room.you !== null && takesPart(this.room.you.role);
  }

  /** Whether this device is the one of the person that sends. */
  get mayMedia(): boolean {
    return this.takesPart && this.room.you?.sends !== false;
  }

  /** Whether the stage lets this device send it, too. */
  may(kind: 'microphone' | 'camera'): boolean {
    const { reach, isSilenced } = this.room;
    if (kind === 'microphone' && isSilenced) return false;
    return this.mayMedia && (reach === 'all' || (reach === 'crew' && kind === 'camera'));
  }

  get microphone(): OwnState {
    return this.#own('microphone');
  }

  get camera(): OwnState {
    return this.#own('camera');
  }

  get handRaised(): boolean {
    return this.room.you !== null && this.room.hands.has(this.room.you.person);
  }

  enter(): () => void {
    const endFollowing = followNetwork({
      changed: () => {
        this.#signal.check();
        if (this.#signal.line.at === 'open' && this.room.inRoom) this.link.restart();
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

  /** Says why microphone, camera or hand are not for this device. */
  explainRefusal(): void {
    const reason = this.#whyNot;
    this.#tell({ what: 'refused', reason, command: 'set_media' });
  }

  get #whyNot(): Reason {
    if (!this.takesPart) return 'not_allowed';
    if (!this.mayMedia) return 'other_device';
    if (this.room.reach === 'all') return 'film_is_shown';
    return this.room.reach === 'crew' ? 'backstage' : 'not_on_stage';
  }

  async setMicrophone(on: boolean): Promise<void> {
    const { microphone } = this.media;
    this.#refused.microphone = false;
    this.offer.settle();
    microphone.enable(on);
    if (on) await microphone.open();
    this.#sayMedia();
  }

  async setCamera(on: boolean): Promise<void> {
    const { camera } = this.media;
    this.#refused.camera = false;
    this.offer.settle();
    if (on) await camera.open();
    else camera.close();
    this.#sayMedia();
  }

  /** Sends again what this device sent before another one took over. */
  async sendAgain(): Promise<void> {
    const sent = this.offer.settle();
    if (!sent || !this.mayMedia) return;
    if (sent.microphone) this.media.microphone.enable(true);
    await this.media.open(sent);
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

  /** Says what is wanted: at once after a pause, else when the tiles have come to rest. */
  sayView(): void {
    if (this.#viewTimer !== undefined) {
      this.#viewDue = true;
      return;
    }
    this.#viewTimer = setTimeout(() => {
      this.#viewTimer = undefined;
      if (this.#viewDue) this.sayView();
    }, VIEW_AFTER);
    this.#viewDue = false;
    void this.#view();
  }

  /** Leaves with this device; a broken line keeps nobody in. */
  leave(): void {
    this.#signal.request({ do: 'leave' }).catch(() => undefined);
    this.#signal.stop();
    this.#farewell('left');
  }

  #own(kind: 'microphone' | 'camera'): OwnState {
    const capture = this.media[kind];
    return ownState({
      status: capture.status,
      enabled: capture.isEnabled,
      mutedOutside: capture.isMutedOutside,
      server: this.room.me?.[kind] ?? null,
      refused: this.#refused[kind] || !this.may(kind),
    });
  }

  #isPictured(person: PersonView): boolean {
    const { you, stage } = this.room;
    if (person.id === you?.person) return this.may('camera') && this.media.camera.isSending;
    if (!mayFollow(stage, person.id, you)) return false;
    if (person.camera !== 'off') return true;
    const lingers = localNow() < (this.#lingering.get(person.id) ?? 0);
    return (person.presence === 'reconnecting' || lingers) && this.stage.places.includes(person.id);
  }

  /** Tiles of people who come back stay where they are until their pictures can be back too. */
  #linger(people: readonly string[]): void {
    const until = localNow() + LINGER;
    for (const person of people) this.#lingering.set(person, until);
    setTimeout(() => this.sync(), LINGER);
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
    this.#linger(this.stage.places);
    const before = this.#standing;
    this.room.welcome(welcome);
    this.link.useRelays(welcome.ice_servers);
    if (!this.room.inRoom) return;
    this.#viewSaid = '';
    this.#follow(before);
    this.#keepToStage();
    this.#keepToFilm();
    if (welcome.media === 'kept') this.link.restart();
    else this.link.rebuild();
    this.#sayMedia();
    this.sharing.welcomed(welcome.media === 'kept');
    this.sync();
  }

  #changed(change: Change): void {
    const before = this.#standing;
    const happening = happeningOf(this.room, change);
    this.room.change(change);
    if (!before && this.room.inRoom) this.#admitted();
    if (change.change === 'presence') this.#linger([change.person]);
    if (change.change === 'muted') this.#mutedByHost();
    if (change.change === 'floor') this.#closeAtLimit();
    if (change.change === 'stage' || change.change === 'sides') this.#keepToStage();
    if (change.change === 'showing' || change.change === 'sides') this.#keepToFilm();
    if (change.change === 'share_stopped') this.sharing.stopped(this.room.byId.get(change.by));
    if (change.change === 'screen') this.link.refresh();
    if (change.change === 'ended') this.#farewell('ended');
    if (change.change === 'outside') this.#sentOut();
    this.#follow(before);
    this.sharing.follow();
    if (happening) this.#tell(happening);
    this.sync();
  }

  /** The service takes no more sound from whoever's time was over: their control says so. */
  #closeAtLimit(): void {
    const { snapshot, you } = this.room;
    if (!snapshot || !you || !isSilenced(snapshot.floor, you.person)) return;
    if (this.media.microphone.isEnabled) this.#mutedByHost();
  }

  /** What the stage lets nobody receive is not taken from the devices either. */
  #keepToStage(): void {
    const { microphone, camera } = this.media;
    const { reach } = this.room;
    if (reach !== 'all') microphone.enable(false);
    if (reach === 'none') camera.close();
    this.link.refresh();
  }

  /** While a greeting video is shown the service takes sound from hosts only. */
  #keepToFilm(): void {
    if (this.room.isSilenced && this.media.microphone.isEnabled) this.#mutedByHost();
    this.link.refresh();
  }

  #mutedByHost(): void {
    this.media.microphone.enable(false);
    this.#sayMedia();
  }

  #admitted(): void {
    this.#viewSaid = '';
    this.#keepToStage();
    this.#keepToFilm();
    this.link.rebuild();
    this.#sayMedia();
  }

  /** A closed item: nothing of this device is sent, and nothing that it showed stays. */
  #sentOut(): void {
    this.sharing.close();
    this.link.close();
    this.media.close();
    this.#lingering.clear();
    this.offer.settle();
  }

  /** How this device stood in the room at this moment; `null` outside of it. */
  get #standing(): You | null {
    return this.room.inRoom ? this.room.you : null;
  }

  /** Lets the devices go when they are no longer for this device to send, and says what is new. */
  #follow(before: You | null): void {
    const after = this.#standing;
    const shift = before && after && shiftOf(before, after);
    if (shift === 'handed_over') this.offer.handedOver(this.media.wanted);
    if (shift === 'given_back') this.offer.givenBack();
    if (shift === 'may_not_send') this.offer.settle();
    if (after && !this.mayMedia) this.media.close();
    if (!shift) return;
    this.#refused = { microphone: false, camera: false };
    this.link.refresh();
    this.#tell({ what: shift });
  }

  #mediaChanged(): void {
    this.link.refresh();
    this.#sayMedia();
    this.sync();
  }

  #sayMedia(): void {
    if (!this.room.inRoom || !this.mayMedia || this.#signal.line.at !== 'open') return;
    const { microphone, camera } = this.media;
    const wish = { microphone: microphone.isEnabled, camera: camera.isEnabled };
    this.#signal.request({ do: 'set_media', ...wish }).catch((error: unknown) => {
      if (error instanceof Refused) this.#mediaRefused(wish, error.reason);
    });
  }

  #mediaRefused(wish: { microphone: boolean; camera: boolean }, reason: Reason): void {
    if (!wish.microphone && !wish.camera) return;
    if (reason === 'microphone_closed' || reason === 'film_is_shown') {
      // The camera is none of it.
      this.#mutedByHost();
      this.#tell({ what: 'refused', reason, command: 'set_media' });
      return;
    }
    if (reason === 'not_on_stage' || reason === 'backstage') {
      // The word that it is so may still be on its way.
      if (wish.microphone) this.media.microphone.enable(false);
      if (reason === 'not_on_stage') this.media.camera.close();
      this.#tell({ what: 'refused', reason, command: 'set_media' });
      return;
    }
    this.#refused = wish;
    if (wish.microphone) this.media.microphone.enable(false);
    if (wish.camera) this.media.camera.close();
    this.#tell({ what: 'refused', reason, command: 'set_media' });
  }

  async #view(): Promise<void> {
    if (!this.room.inRoom || this.#signal.line.at !== 'open') return;
    const view = this.stage.view;
    const text = JSON.stringify(view);
    if (text === this.#viewSaid) return;
    this.#viewSaid = text;
    await this.#signal.request({ do: 'view', ...view }).catch(() => (this.#viewSaid = ''));
  }

  #tell(happening: Happening): void {
    for (const listener of this.listeners) listener(happening);
  }

  #close(): void {
    clearTimeout(this.#viewTimer);
    this.#signal.stop();
    this.sharing.close();
    this.link.close();
    this.media.onchange = () => undefined;
  }
}
