import { untrack } from 'svelte';
import type { Goodbye } from '../generated/protocol';
import { display } from '../i18n/display.svelte';
import { reloadOnce } from '../reload';
import { localNow, ServerClock } from './clock';
import { Draft } from './draft.svelte';
import { join, type Invitation, type JoinError, type LinkProblem } from './join';
import { begin, keep, recall, type Keepsake } from './keepsake';
import { Media } from './media.svelte';
import { Meeting } from './meeting.svelte';
import { atRest } from './rest';

/** Where somebody with a personal link is on the way through. */
export type Stop =
  | { at: 'opening' }
  /** The address carries no link, and this tab knows none. */
  | { at: 'no_link' }
  | { at: 'problem'; problem: LinkProblem; contact: string | null }
  /** Not reachable, or asked too often: tried again at `retryAt` (local ms). */
  | { at: 'away'; why: 'away' | 'too_many'; retryAt: number }
  /** Doors open later; then the next stop comes by itself. */
  | { at: 'early' }
  | { at: 'ready' }
  | { at: 'inside'; meeting: Meeting }
  | { at: 'over'; goodbye: Goodbye };

const RETRY_AWAY = 4_000;
const RENEW_ONCE_IN = 60_000;

/** One tab's way from a personal link into the meeting and out of it again. */
export class Visit {
  stop = $state.raw<Stop>({ at: 'opening' });
  invitation = $state.raw<Invitation | null>(null);
  readonly clock = new ServerClock();
  readonly media = new Media();
  readonly draft: Draft;
  kept = $state.raw<Keepsake | null>(null);

  #timer: ReturnType<typeof setTimeout> | undefined;
  #leaveMeeting: (() => void) | null = null;
  #stopWaiting: () => void = () => undefined;
  #renewed = -Infinity;

  /** `token`: from the link that was opened; `null` for a reload of the page. */
  constructor(token: string | null) {
    const before = recall();
    this.#keep(token === null ? before : begin(token, before));
    this.draft = new Draft(this.kept?.draft ?? '', (draft) => this.#remember({ draft }));
  }

  /** Follows the devices and opens the link; gives what ends the visit. */
  start(): () => void {
    const end = this.media.start();
    const endNotes = $effect.root(() => {
      $effect(() => this.#noteMedia());
    });
    void this.open();
    return () => {
      clearTimeout(this.#timer);
      this.#stopWaiting();
      endNotes();
      this.#leaveMeeting?.();
      end();
    };
  }

  /** Exchanges the link for what it opens, and goes to the stop that follows. */
  async open(): Promise<void> {
    clearTimeout(this.#timer);
    if (!this.kept) {
      this.stop = { at: 'no_link' };
      return;
    }
    const result = await join(this.kept.token);
    if (!result.ok) return this.#refuse(result.error);
    display.names = result.invitation.display;
    this.invitation = result.invitation;
    this.clock.reset(result.invitation.server_time);
    this.#arrive(result.invitation);
  }

  /** Whether the privacy notice still has to be acknowledged. */
  get mustAcknowledge(): boolean {
    const { invitation, kept } = this;
    return invitation !== null && !this.#hasAcknowledged(invitation, kept);
  }

  acknowledge(): void {
    if (this.invitation) this.#remember({ acknowledged: this.invitation.privacy.notice });
  }

  set savesData(savesData: boolean) {
    this.#remember({ savesData });
  }

  get savesData(): boolean {
    return this.kept?.savesData ?? false;
  }

  /** Goes in with whatever devices are open now. */
  enter(): void {
    this.#remember({ entered: true });
    this.#leaveMeeting?.();
    const meeting = this.#meeting();
    this.#leaveMeeting = meeting.enter();
    this.stop = { at: 'inside', meeting };
    this.#noteMedia();
  }

  /** Another page of this browser took over: this one takes the meeting back, as it was. */
  async continueHere(): Promise<void> {
    this.#remember({ entered: true });
    await this.open();
  }

  /** Loads the page anew; the visit goes on where it was. */
  reload(): void {
    location.reload();
  }

  #meeting(): Meeting {
    return new Meeting({
      media: this.media,
      clock: this.clock,
      open: () => new WebSocket(new URL('/ws', location.href.replace(/^http/, 'ws'))),
      hello: () => ({
        pass: this.invitation?.pass ?? '',
        device: this.kept?.device ?? '',
        language: document.documentElement.lang,
        ...(this.kept?.acknowledged && { acknowledged: this.kept.acknowledged }),
      }),
      savesData: this.savesData,
      ongoodbye: (reason) => this.#goodbye(reason),
    });
  }

  #arrive(invitation: Invitation): void {
    if (invitation.session.state === 'ended') {
      this.#over('ended');
    } else if (this.clock.now() < invitation.doors_at / 1000) {
      this.#waitForDoors(invitation);
    } else if (this.kept?.entered && !this.mustAcknowledge) {
      void this.media.open({ microphone: this.kept.microphone, camera: this.kept.camera });
      if (!this.kept.microphone) this.media.microphone.enable(false);
      this.enter();
    } else {
      this.stop = { at: 'ready' };
    }
  }

  #waitForDoors(invitation: Invitation): void {
    this.stop = { at: 'early' };
    // A timer of more than 24 days would fire at once; look again every hour instead.
    const wait = Math.min(3_600_000, invitation.doors_at / 1000 - this.clock.now());
    this.#timer = setTimeout(() => void this.open(), Math.max(500, wait));
  }

  #refuse(error: JoinError): void {
    if (error.kind === 'link') {
      this.stop = { at: 'problem', problem: error.problem, contact: error.contact };
      return;
    }
    const delay = error.kind === 'too_many' ? error.seconds * 1000 : RETRY_AWAY;
    this.stop = { at: 'away', why: error.kind, retryAt: localNow() + delay };
    this.#timer = setTimeout(() => void this.open(), delay);
  }

  #goodbye(reason: Goodbye): void {
    switch (reason) {
      case 'bad_pass':
        return this.#renew();
      case 'version':
        return this.#reloadAtRest();
      case 'not_acknowledged':
      case 'too_early':
        this.#remember({ entered: false, acknowledged: null });
        this.#leave();
        void this.open();
        return;
      case 'left':
      case 'ended':
      case 'removed':
      case 'revoked':
      case 'replaced':
      case 'abuse':
      case 'full':
      case 'too_slow':
      case 'restart':
        return this.#over(reason);
    }
  }

  /** The pass has run out: the link gives another. Not twice in a row. */
  #renew(): void {
    const now = localNow();
    if (now - this.#renewed < RENEW_ONCE_IN) return this.#over('bad_pass');
    this.#renewed = now;
    this.#leave();
    void this.open();
  }

  /** A newer client waits on the server. The screen stays as it is until nobody writes any more. */
  #reloadAtRest(): void {
    this.#stopWaiting = atRest(() => {
      if (!reloadOnce(() => this.reload())) this.#over('version');
    });
  }

  #over(goodbye: Goodbye): void {
    this.#remember({ entered: false });
    this.#leave();
    this.media.close();
    this.stop = { at: 'over', goodbye };
  }

  #leave(): void {
    this.#leaveMeeting?.();
    this.#leaveMeeting = null;
  }

  /** Keeps what is on, at the door and inside, so that a reload turns on nothing else. While another
   *  device of the person sends, what was on before is kept: a reload takes the sending back. */
  #noteMedia(): void {
    if (this.stop.at !== 'inside') return;
    const { room } = this.stop.meeting;
    if (room.inRoom && room.you?.sends === false) return;
    const { wanted } = this.media;
    untrack(() => this.#remember(wanted));
  }

  #hasAcknowledged(invitation: Invitation, kept: Keepsake | null): boolean {
    return invitation.acknowledged || kept?.acknowledged === invitation.privacy.notice;
  }

  #remember(change: Partial<Keepsake>): void {
    if (this.kept) this.#keep({ ...this.kept, ...change });
  }

  #keep(kept: Keepsake | null): void {
    this.kept = kept;
    if (kept) keep(kept);
  }
}
