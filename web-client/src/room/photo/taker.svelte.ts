import type { PhotoView } from '../../generated/protocol';
import type { Meeting } from '../../meeting/meeting.svelte';
import { longDateIn } from '../../time/format';
import { cityOf } from '../../i18n/display.svelte';
import type { Layout } from './layout';
import { agreed, shotOf } from './photo';
import { inAll, portraitsOf, type Portrait } from './portraits';
import { draw, encode, type Heading } from './shot';

/** A picture that was composed, as the host looks at it. */
export interface Composed {
  photo: string;
  /** Of which countdown. */
  shot: string;
  blob: Blob;
  /** Of the browser, for an `img`. */
  address: string;
  portraits: readonly Portrait[];
  layout: Layout;
}

const DOT = { language: 'en', text: '·' };

/** The session has as many megabytes of papers and pictures as it may. */
class NoRoom extends Error {}

type Take = () => Promise<ImageBitmap> | null;

/** Takes the picture on the page of the host: fetches those who agreed, holds their frames, and
 *  composes them with the plates of the others. Nothing of it leaves the page before it is kept. */
export class Taker {
  composed = $state.raw<Composed | null>(null);
  /** The host looks at it. */
  isOpen = $state(false);
  isKeeping = $state(false);
  /** Why the picture, which is still here, could not be uploaded. */
  problem = $state<'' | 'not_kept' | 'no_room'>('');
  #faces = new Map<string, Take>();
  #frames = new Map<string, ImageBitmap>();
  /** Of which the frames are. */
  #shot = '';
  #composing = 0;

  constructor(
    private readonly meeting: Meeting,
    private readonly pass: () => string,
  ) {}

  register = (person: string, take: Take): (() => void) => {
    this.#faces.set(person, take);
    return () => {
      if (this.#faces.get(person) === take) this.#faces.delete(person);
    };
  };

  /** The moment: one frame of everybody who agreed. */
  async shoot(photo: PhotoView & { state: 'counting' }): Promise<void> {
    this.forget();
    this.#shot = shotOf(photo);
    const taken = await Promise.all(
      agreed(photo).map(async (person) => [person, await this.#faces.get(person)?.()] as const),
    );
    if (this.#shot !== shotOf(photo)) return;
    for (const [person, frame] of taken) if (frame) this.#frames.set(person, frame);
    await this.compose(photo);
  }

  /** Composes it from what was taken and from what everybody says now. */
  async compose(photo: PhotoView): Promise<void> {
    if (this.#shot === '' || this.#shot !== shotOf(photo)) return;
    const turn = ++this.#composing;
    const yes = new Set(agreed(photo));
    for (const [person, frame] of this.#frames)
      if (!yes.has(person)) {
        frame.close();
        this.#frames.delete(person);
      }
    const portraits = portraitsOf(this.meeting.room, photo, (person) => this.#frames.has(person));
    const canvas = document.createElement('canvas');
    const layout = draw(canvas, headingOf(this.meeting, photo), portraits, this.#frames);
    const blob = await encode(canvas);
    if (turn !== this.#composing) return;
    this.#drop();
    const address = URL.createObjectURL(blob);
    const shot = this.#shot;
    this.composed = { photo: photo.id, shot, blob, address, portraits, layout };
  }

  /** Uploads it, and says that it is the one. */
  async keep(): Promise<void> {
    const { composed } = this;
    if (!composed || this.isKeeping) return;
    this.isKeeping = true;
    this.problem = '';
    try {
      const { sha256 } = await this.#upload(composed);
      const { portraits, photo } = composed;
      const pictured = portraits.filter((one) => one.isPictured).map(({ person }) => person);
      await this.meeting.ask({ do: 'photo', act: 'keep', photo, sha256, pictured });
    } catch (error) {
      this.problem = error instanceof NoRoom ? 'no_room' : 'not_kept';
    } finally {
      this.isKeeping = false;
    }
  }

  async #upload({ photo, blob }: Composed): Promise<{ sha256: string }> {
    const response = await fetch(`/api/photos/${encodeURIComponent(photo)}`, {
      method: 'POST',
      headers: {
        Authorization: `Bearer ${this.pass()}`,
        'Content-Type': 'application/octet-stream',
        'X-Yunqiao': '1',
      },
      body: blob,
    });
    if (!response.ok) {
      const { error } = (await response.json()) as { error: string };
      throw error === 'session_full' ? new NoRoom() : new Error(`refused: ${error}`);
    }
    return (await response.json()) as { sha256: string };
  }

  /** Nothing that was taken is held any longer. */
  forget(): void {
    this.#shot = '';
    this.#composing += 1;
    for (const frame of this.#frames.values()) frame.close();
    this.#frames.clear();
    this.problem = '';
    this.#drop();
  }

  #drop(): void {
    if (this.composed) URL.revokeObjectURL(this.composed.address);
    this.composed = null;
  }
}

/** The title, and the city of the host with the day there, in the languages of the session. */
function headingOf({ room, clock }: Meeting, { by, ...photo }: PhotoView): Heading {
  const { languages = [], title = {}, zone = 'UTC' } = room.snapshot ?? {};
  const host = room.delegations.get(room.byId.get(by)?.delegation ?? '');
  const at = photo.state === 'counting' ? photo.due : clock.now() * 1000;
  const main = languages[0] ?? 'en';
  const date = { language: main, text: longDateIn(main, at, zone) };
  return {
    title: inAll(title, languages),
    occasion: [...inAll(cityOf(host ?? {}), languages).slice(0, 2), DOT, date],
  };
}
