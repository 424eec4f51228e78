import { expect } from '@playwright/test';
import type { Command, Note } from '../../../../web-client/src/generated/protocol/index.ts';
import { Office } from '../office.ts';
import { CITIES } from '../reference.ts';
import { Server } from '../server.ts';
import { type Moment, TestClock } from '../truth/clock.ts';
import type { Full } from './expected.ts';
import { Guest } from './guest.ts';
import { cityOf, PARTS, Programme } from './programme.ts';
import { type Noted, Truth } from '../truth/truth.ts';

/** Seconds that the news of a broken line takes at most, on a machine that is very busy. */
const NEWS = 10;

/** Runs the programme from a place that needs no page. */
export const DIRECTOR = 'Chen Yining';

/** The forum while it is held: its clock, its service, those without a page, and what the script
 *  knows to have happened. Every act of the script goes through here, and is noted. */
export class Forum {
  readonly truth = new Truth();
  readonly deputies = new Map<string, string>();
  /** Whose line the script itself breaks, and expects back. */
  readonly scripted = new Set<string>();
  readonly #guests = new Map<string, Guest>();
  #onPages: readonly string[] = [];

  private constructor(
    readonly clock: TestClock,
    readonly server: Server,
    readonly office: Office,
    readonly programme: Programme,
  ) {}

  static async begin(inMinutes: number): Promise<Forum> {
    const clock = new TestClock();
    clock.jump(0);
    const server = new Server(clock.environment);
    await server.start();
    const office = await Office.open(server.url, server.setupUrl);
    const minute = 60e6;
    const start = (Math.ceil(clock.now() / minute) + inMinutes) * minute;
    const programme = await Programme.plan(office, start);
    return new Forum(clock, server, office, programme);
  }

  async close(): Promise<void> {
    for (const guest of this.#guests.values()) guest.cut();
    await this.server.stop();
    this.clock.close();
  }

  id(name: string): string {
    return this.programme.person(name);
  }

  /** Real browsers may lose the line by themselves where a machine is too busy for them: that is
   *  noted as it is seen. */
  follows(onPages: readonly string[]): void {
    this.#onPages = onPages;
    const names = new Map(onPages.map((name) => [this.id(name), name]));
    this.director.onPresence = (person, presence) => {
      const name = names.get(person);
      if (!name || this.scripted.has(name)) return;
      const now = this.clock.now();
      const at = { after: now - NEWS * 1e6, before: now + 1000 };
      const isHere = this.truth.isHere(name);
      if (presence === 'reconnecting' && isHere) this.truth.went(name, at, 'dropped');
      if (presence === 'here' && !isHere) this.truth.came(name, at);
    };
  }

  /** Lets so many seconds pass, for which everybody is here: a jump must not be what ends the time in
   *  which somebody is waited for. */
  async passes(seconds: number): Promise<void> {
    for (const name of this.#onPages) if (!this.scripted.has(name)) await this.isHere(name);
    this.clock.jump(seconds);
  }

  /** Until so many minutes after the planned beginning, if it is not later. */
  async goTo(minutes: number, seconds = 0): Promise<void> {
    const at = this.programme.startsAt + (minutes * 60 + seconds) * 1e6;
    await this.passes(Math.max(0, at - this.clock.now()) / 1e6);
  }

  guest(name: string): Guest {
    let guest = this.#guests.get(name);
    if (!guest) {
      guest = new Guest(this.office, () => this.server.url, name, this.programme.link(name));
      this.#guests.set(name, guest);
    }
    return guest;
  }

  get director(): Guest {
    return this.guest(DIRECTOR);
  }

  does(name: string, command: Command): Promise<Moment> {
    return this.clock.moment(() => this.guest(name).ask(command));
  }

  direct(command: Command): Promise<Moment> {
    return this.does(DIRECTOR, command);
  }

  /** They stand at the door, each for themselves. */
  async knock(names: readonly string[]): Promise<void> {
    for (const name of names) await this.guest(name).come();
  }

  /** Whoever was let in before comes straight in. */
  async comesBack(name: string): Promise<void> {
    this.truth.came(name, await this.clock.moment(() => this.guest(name).come()));
  }

  /** The line of somebody breaks, and the others are told. */
  async losesLine(name: string, cut: () => void): Promise<void> {
    const lost = await this.clock.moment(async () => {
      cut();
      await this.director.sees(
        `${name} has lost the line`,
        () => this.director.presence(this.id(name)) === 'reconnecting',
      );
    });
    this.truth.went(name, lost, 'dropped');
  }

  cameIn(names: readonly string[], at: Moment): void {
    for (const name of names) this.truth.came(name, at);
  }

  /** Waits until the director sees these people at the door. */
  async atTheDoor(names: readonly string[]): Promise<void> {
    const ids = names.map((name) => this.id(name));
    await this.director.sees(`${names.join(', ')} at the door`, ({ lobby }) =>
      ids.every((id) => lobby.some((one) => one.id === id)),
    );
  }

  async isHere(name: string): Promise<void> {
    const id = this.id(name);
    await this.director.sees(`${name} is here`, () => this.director.presence(id) === 'here');
  }

  async starts(item: string): Promise<void> {
    const at = await this.direct({ do: 'start_item', item: this.programme.item(item) });
    this.truth.starts(item, at, DIRECTOR);
  }

  async isRunning(item: string): Promise<void> {
    const id = this.programme.item(item);
    await this.director.sees(`${item} runs`, ({ agenda }) =>
      agenda.some((one) => one.id === id && one.state.state === 'running'),
    );
  }

  async calls(cue: string, fallback = false): Promise<void> {
    const at = await this.direct({ do: 'call_cue', cue: this.programme.cue(cue), fallback });
    this.truth.cues.set(cue, { at, fallback });
  }

  async isCalled(cue: string): Promise<void> {
    const id = this.programme.cue(cue);
    await this.director.sees(`${cue} is called`, ({ cues }) =>
      cues.some((one) => one.id === id && one.state.state === 'called'),
    );
  }

  async gives(name: string, seconds: number): Promise<void> {
    const at = await this.direct({ do: 'floor', act: 'give', person: this.id(name), seconds });
    this.truth.gaveFloor(name, at, seconds);
  }

  async speaks(name: string): Promise<void> {
    const id = this.id(name);
    await this.director.sees(`${name} has the floor`, ({ floor }) => floor.turn?.person === id);
  }

  async places(name: string, place: 'on_stage' | 'backstage' | 'audience'): Promise<void> {
    const at = await this.direct({ do: 'stage', act: 'place', person: this.id(name), place });
    if (place === 'on_stage') this.truth.onStage(name, at, 'placed');
    else this.truth.leftStage(name, at);
  }

  /** Notes a decision or an action. */
  async notes(note: Note): Promise<Noted> {
    const count = this.director.room?.notes.length ?? 0;
    const at = await this.direct({ do: 'note', act: 'write', note });
    await this.director.sees('the note', ({ notes }) => notes.length > count);
    const id = this.director.room?.notes.at(-1)?.id ?? '';
    const noted: Noted = { id, versions: [{ at, by: DIRECTOR, note }], withdrawn: null };
    this.truth.notes.push(noted);
    return noted;
  }

  async corrects(noted: Noted, by: string, note: Note): Promise<void> {
    const put = { id: noted.id, version: noted.versions.length, note };
    const at = await this.does(by, { do: 'note', act: 'correct', ...put });
    noted.versions.push({ at, by, note });
  }

  async withdraws(noted: Noted): Promise<void> {
    const out = { id: noted.id, version: noted.versions.length };
    const at = await this.direct({ do: 'note', act: 'withdraw', ...out });
    noted.withdrawn = { at, by: DIRECTOR };
  }

  /** The record, once it stands in the history of all the cities. */
  async filed(): Promise<Full> {
    const address = `/api/sessions/${this.programme.plan.session}/record`;
    const read = () => this.office.get<Full>(address);
    await expect.poll(async () => (await read()).filed.length).toBe(CITIES.length);
    return read();
  }
}

/** Those of a city, in the order of the plan. */
export const membersOf = (city: string): string[] =>
  PARTS.map(({ name }) => name).filter((name) => cityOf(name) === city);
