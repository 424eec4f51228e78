import type { Command, PersonView, Reason } from '../generated/protocol';
import { mayShare } from './roles';
import type { Room } from './room.svelte';
import { canShareScreen, ScreenCapture, type ScreenFailure } from './screen.svelte';
import { Refused } from './signal';

/** The control, drawn from what is captured and what the server says, never from the click. */
export type ShareState = 'off' | 'opening' | 'on' | 'refused';

/** What happened to a share, for whoever wants to say it aloud. */
export type ShareHappening =
  | { what: 'screen_on' | 'screen_off'; person: PersonView }
  | { what: 'share_stopped' | 'screen_taken'; by: PersonView | undefined }
  | { what: 'share_failed'; failure: ScreenFailure }
  | { what: 'refused'; reason: Reason; command: Command['do'] };

export interface SharingOptions {
  room: Room;
  request(command: Command): Promise<unknown>;
  /** Whether this device is the one of the person that sends. */
  sends(): boolean;
  tell(happening: ShareHappening): void;
  /** What is to be sent is another thing now. */
  changed(): void;
}

/** Sharing one's own screen. One screen is shared at a time; a host may take the place. */
export class Sharing {
  readonly capture = new ScreenCapture(() => this.#say(false));
  readonly isSupported = canShareScreen();
  /** A host is asked whether to take the place of whoever shares. */
  isAsking = $state(false);

  constructor(private readonly options: SharingOptions) {}

  get may(): boolean {
    const { you } = this.options.room;
    const { reach } = this.options.room;
    return you !== null && mayShare(you.role) && reach === 'all' && this.options.sends();
  }

  /** The other person who shares a screen now. */
  get other(): PersonView | null {
    const { room } = this.options;
    const person = room.snapshot?.screen ?? null;
    return person === null || person === room.you?.person ? null : (room.byId.get(person) ?? null);
  }

  get state(): ShareState {
    if (!this.may) return 'refused';
    if (this.capture.status === 'off') return 'off';
    return this.#isMine && this.capture.status === 'live' ? 'on' : 'opening';
  }

  /** What is sent: nothing before the server lets it through. */
  get tracks(): { screen: MediaStreamTrack | null; screenSound: MediaStreamTrack | null } {
    const { picture, sound } = this.capture;
    return this.state === 'on'
      ? { screen: picture, screenSound: sound }
      : { screen: null, screenSound: null };
  }

  get #isMine(): boolean {
    const { you, snapshot } = this.options.room;
    return you !== null && snapshot?.screen === you.person;
  }

  /** Begins or ends, as the control is pressed. */
  toggle(): void {
    if (this.capture.status !== 'off') this.stop();
    else if (!this.may) this.#refuse(this.#whyNot);
    else if (!this.other) void this.start();
    else if (this.options.room.isHost) this.isAsking = true;
    else this.options.tell({ what: 'screen_taken', by: this.other });
  }

  get #whyNot(): Reason {
    const { you, reach } = this.options.room;
    if (!this.options.sends()) return 'other_device';
    return you && mayShare(you.role) && reach !== 'all' ? 'not_on_stage' : 'not_allowed';
  }

  async start(): Promise<void> {
    this.isAsking = false;
    const asked = await this.capture.open();
    if (asked === 'open') this.#say(true);
    else if (asked !== 'cancelled') this.options.tell({ what: 'share_failed', failure: asked });
  }

  stop(): void {
    this.capture.close();
    this.#say(false);
  }

  /** The line is back. `kept`: the server still knows what this device shared. */
  welcomed(kept: boolean): void {
    if (this.capture.status !== 'live') return;
    const { screen } = this.options.room.snapshot ?? { screen: null };
    if (this.#isMine || (!kept && screen === null)) this.#say(true);
    else this.#taken();
  }

  /** A host ended the share or took its place. */
  stopped(by: PersonView | undefined): void {
    this.capture.close();
    this.options.tell({ what: 'share_stopped', by });
    this.options.changed();
  }

  /** Another role, or another device of the same person sends now. */
  follow(): void {
    if (!this.may && this.capture.status !== 'off') this.stop();
  }

  close(): void {
    this.capture.close();
  }

  #taken(): void {
    this.capture.close();
    this.options.changed();
    if (this.other) this.options.tell({ what: 'screen_taken', by: this.other });
  }

  #refuse(reason: Reason): void {
    this.options.tell({ what: 'refused', reason, command: 'share' });
  }

  #say(on: boolean): void {
    this.options.changed();
    this.options.request({ do: 'share', on }).catch((error: unknown) => {
      // What a broken line swallowed is said again by the welcome.
      if (!on || !(error instanceof Refused)) return;
      if (error.reason === 'screen_taken') return this.#taken();
      this.capture.close();
      this.options.changed();
      this.#refuse(error.reason);
    });
  }
}
