import { now } from '../time/format';
import { ask, MOST_AT_ONCE, type DoorProblem } from './ask';
import { Kept, type KeptDoor, type KeptMark } from './kept';
import { standings, type DoorList, type Kind, type Mark } from './marks';
import { Others } from './others';

/** How often the list is asked for anew while the page is seen (ms). */
const EVERY = 5_000;

export type DoorState =
  | { at: 'opening' }
  | { at: 'no_link' }
  /** The list was never here, and the service cannot be reached. */
  | { at: 'away' }
  | { at: 'problem'; problem: DoorProblem; contact: string | null; unsent: number }
  | { at: 'open' };

/** The door of a hall as one device keeps it: marks are written down here first, and handed over
 *  when there is a network. */
export class Door {
  state = $state.raw<DoorState>({ at: 'opening' });
  list = $state.raw<DoorList | undefined>();
  /** Made here, and not known to be with the service. */
  #own = $state.raw<KeptMark[]>([]);
  #door = $state.raw<KeptDoor | undefined>();
  /** The service answered the last time it was asked. */
  connected = $state(false);
  /** Nothing can be kept on this device: marks live as long as the page. */
  failed = $state(false);
  #kept: Kept | undefined;
  readonly #others = new Others();
  #token: string | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #asking = false;
  #again = false;
  #closed = false;

  readonly unsent = $derived(this.#own.length);
  readonly standings = $derived(standings([...this.#known(), ...this.#noted()]));

  /** `token`: of the link that was opened; `null` for a reload of the page. */
  async open(token: string | null): Promise<void> {
    try {
      this.#kept = await Kept.open();
      this.#token = token ?? (await this.#kept.token());
      if (this.#token) await this.#kept.useToken(this.#token);
    } catch {
      this.failed = true;
      return;
    }
    if (!this.#token) {
      this.state = { at: 'no_link' };
      return;
    }
    const door = await this.#kept.door(this.#token);
    if (door) await this.#take(door);
    await this.sync();
  }

  close(): void {
    this.#closed = true;
    clearTimeout(this.#timer);
  }

  async mark(person: string, kind: Kind): Promise<void> {
    if (!this.#kept || !this.#door) return;
    try {
      const mark = await this.#kept.mark(this.#door.session, person, kind, now());
      this.#own = [...this.#own, mark];
    } catch {
      this.failed = true;
      return;
    }
    void this.sync();
  }

  /** Takes back how a person came in or went the last time. */
  async undo(person: string): Promise<void> {
    for (const undoes of this.standings.get(person)?.last ?? [])
      await this.mark(person, { mark: 'undone', undoes });
  }

  /** Hands over what is here and asks for the list; then again and again. */
  async sync(): Promise<void> {
    if (this.#asking) {
      this.#again = true;
      return;
    }
    clearTimeout(this.#timer);
    this.#asking = true;
    try {
      do {
        this.#again = false;
        await this.#askOnce();
      } while (this.#again && this.connected);
    } finally {
      this.#asking = false;
      if (!this.#closed && this.state.at !== 'problem')
        this.#timer = setTimeout(() => void this.sync(), EVERY);
    }
    const isReached = this.connected || this.state.at === 'problem';
    if (this.#kept && this.#token && isReached)
      await this.#others.handOver(this.#kept, this.#token);
  }

  async #askOnce(): Promise<void> {
    if (!this.#token || !this.#kept) return;
    const batch = this.#own.slice(0, MOST_AT_ONCE);
    const answer = await ask(this.#token, this.#door?.device ?? null, batch);
    this.connected = answer.ok;
    if (!answer.ok) return this.#refused(answer);
    await this.#kept.handedOver(batch);
    this.#own = this.#own.filter((mark) => !batch.includes(mark));
    await this.#take(await this.#kept.keep(this.#token, answer.list, answer.ahead));
    this.#again ||= this.#own.length > 0;
  }

  async #refused(
    answer: { problem: DoorProblem; contact: string | null } | { problem: null },
  ): Promise<void> {
    if (answer.problem === null) {
      if (!this.#door) this.state = { at: 'away' };
      return;
    }
    const { problem, contact } = answer;
    this.state = { at: 'problem', problem, contact, unsent: this.unsent };
    if (!this.#door || this.unsent > 0) return;
    await this.#kept?.forget(this.#door.session);
    // Its numbers are forgotten too: should the door open again, this is another device.
    this.#door = undefined;
    this.list = undefined;
  }

  async #take(door: KeptDoor): Promise<void> {
    const isNew = this.#door === undefined;
    this.#door = door;
    this.list = door.list;
    if (isNew && this.#kept) {
      const marks = await this.#kept.marks(door.session);
      this.#own = marks.filter((mark) => mark.handed === 0);
    }
    this.state = { at: 'open' };
  }

  /** What the service told, of all devices. */
  #known(): Mark[] {
    const marks = this.list?.marks ?? [];
    return marks.map(({ happened_at: at, ...mark }) => ({ ...mark, at }));
  }

  /** What it was not told yet. */
  #noted(): Mark[] {
    const door = this.#door;
    if (!door) return [];
    return this.#own.map(({ noted_at, ...mark }) => ({
      ...mark,
      device: door.device,
      at: noted_at - door.ahead,
    }));
  }
}
