import type { Change, Command, Reason, You } from '../generated/protocol';
import { isSilenced } from './floor';
import type { Happening } from './happenings';
import type { Media } from './media.svelte';
import { Offer } from './offer.svelte';
import { ownState, type OwnState } from './own';
import type { Room } from './room.svelte';
import { Refused } from './signal';
import { shiftOf } from './standing';

type Kind = 'microphone' | 'camera';

export interface OwnMediaOptions {
  room: Room;
  media: Media;
  request(command: Command): Promise<unknown>;
  /** Whether the line to the service is open. */
  isOpen(): boolean;
  tell(happening: Happening): void;
  /** What is to be sent is another thing now. */
  changed(): void;
}

/** What this device sends of its person: as they want it, and as far as the room lets it. */
export class OwnMedia {
  readonly offer = new Offer();
  #refused = $state({ microphone: false, camera: false });

  constructor(private readonly options: OwnMediaOptions) {}

  /** Whether this device is the one of the person that sends. */
  get sends(): boolean {
    const { room } = this.options;
    return room.takesPart && room.you?.sends !== false;
  }

  /** Whether stage, floor and film let this device send it, too. */
  may(kind: Kind): boolean {
    const { reach, isSilenced } = this.options.room;
    if (kind === 'microphone' && isSilenced) return false;
    return this.sends && (reach === 'all' || (reach === 'crew' && kind === 'camera'));
  }

  get microphone(): OwnState {
    return this.#state('microphone');
  }

  get camera(): OwnState {
    return this.#state('camera');
  }

  async setMicrophone(on: boolean): Promise<void> {
    const { microphone } = this.options.media;
    this.#refused.microphone = false;
    this.offer.settle();
    microphone.enable(on);
    if (on) await microphone.open();
    this.say();
  }

  async setCamera(on: boolean): Promise<void> {
    const { camera } = this.options.media;
    this.#refused.camera = false;
    this.offer.settle();
    if (on) await camera.open();
    else camera.close();
    this.say();
  }

  /** Sends again what this device sent before another one took over. */
  async sendAgain(): Promise<void> {
    const sent = this.offer.settle();
    if (!sent || !this.sends) return;
    const { media } = this.options;
    if (sent.microphone) media.microphone.enable(true);
    await media.open(sent);
  }

  /** Says why microphone, camera or hand are not for this device. */
  explainRefusal(): void {
    this.#refuse(this.#whyNot);
  }

  /** Tells the service what is on, or was turned off. */
  say(): void {
    const { room, media, isOpen, request } = this.options;
    if (!room.inRoom || !this.sends || !isOpen()) return;
    const wish = { microphone: media.microphone.isEnabled, camera: media.camera.isEnabled };
    request({ do: 'set_media', ...wish }).catch((error: unknown) => {
      if (error instanceof Refused) this.#wasRefused(wish, error.reason);
    });
  }

  /** The person came in: what the room lets nobody receive is not taken from the devices either. */
  entered(): void {
    this.#keepToStage();
    this.#keepToFilm();
  }

  /** A change of the room, which knows of it already. */
  heard({ change }: Change): void {
    if (change === 'muted') this.#mute();
    if (change === 'floor') this.#closeAtLimit();
    if (change === 'stage' || change === 'sides') this.#keepToStage();
    if (change === 'showing' || change === 'sides') this.#keepToFilm();
  }

  /** Lets the devices go when they are no longer for this device to send, and says what is new. */
  follow(before: You | null, after: You | null): void {
    const { media, tell, changed } = this.options;
    const shift = before && after && shiftOf(before, after);
    if (shift === 'handed_over') this.offer.handedOver(media.wanted);
    if (shift === 'given_back') this.offer.givenBack();
    if (shift === 'may_not_send') this.offer.settle();
    if (after && !this.sends) media.close();
    if (!shift) return;
    this.#refused = { microphone: false, camera: false };
    changed();
    tell({ what: shift });
  }

  /** Nothing is sent from here, and nothing of it offered again. */
  letGo(): void {
    this.options.media.close();
    this.offer.settle();
  }

  #state(kind: Kind): OwnState {
    const { media, room } = this.options;
    const capture = media[kind];
    return ownState({
      status: capture.status,
      enabled: capture.isEnabled,
      mutedOutside: capture.isMutedOutside,
      server: room.me?.[kind] ?? null,
      refused: this.#refused[kind] || !this.may(kind),
    });
  }

  get #whyNot(): Reason {
    const { room } = this.options;
    if (!room.takesPart) return 'not_allowed';
    if (!this.sends) return 'other_device';
    if (room.reach === 'all') return 'film_is_shown';
    return room.reach === 'crew' ? 'backstage' : 'not_on_stage';
  }

  /** The service takes no more sound from whoever's time was over: their control says so. */
  #closeAtLimit(): void {
    const { media, room } = this.options;
    const { snapshot, you } = room;
    if (!snapshot || !you || !isSilenced(snapshot.floor, you.person)) return;
    if (media.microphone.isEnabled) this.#mute();
  }

  #keepToStage(): void {
    const { media, room, changed } = this.options;
    if (room.reach !== 'all') media.microphone.enable(false);
    if (room.reach === 'none') media.camera.close();
    changed();
  }

  /** While a greeting video is shown the service takes sound from hosts only. */
  #keepToFilm(): void {
    const { media, room, changed } = this.options;
    if (room.isSilenced && media.microphone.isEnabled) this.#mute();
    changed();
  }

  #mute(): void {
    this.options.media.microphone.enable(false);
    this.say();
  }

  #refuse(reason: Reason): void {
    this.options.tell({ what: 'refused', reason, command: 'set_media' });
  }

  #wasRefused(wish: Record<Kind, boolean>, reason: Reason): void {
    if (!wish.microphone && !wish.camera) return;
    const { microphone, camera } = this.options.media;
    switch (reason) {
      case 'microphone_closed':
      case 'film_is_shown':
        // The camera is none of it.
        this.#mute();
        break;
      case 'not_on_stage':
      case 'backstage':
        // The word that it is so may still be on its way.
        if (wish.microphone) microphone.enable(false);
        if (reason === 'not_on_stage') camera.close();
        break;
      default:
        this.#refused = wish;
        if (wish.microphone) microphone.enable(false);
        if (wish.camera) camera.close();
    }
    this.#refuse(reason);
  }
}
