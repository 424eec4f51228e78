import type { components } from '../../../../web-client/src/generated/openapi.ts';
import type { Note, VoteRule } from '../../../../web-client/src/generated/protocol/index.ts';
import type { Moment } from './clock.ts';
import type { Signing } from '../mayors/signing.ts';
import type { Side } from '../mayors/side.ts';

type Schemas = components['schemas'];

/** From when to when; `to` is open while it lasts. */
export interface Span {
  from: Moment;
  to: Moment | null;
}

export interface Stay extends Span {
  end: Schemas['IntervalEnd'] | null;
}

export interface StageStay extends Span {
  name: string;
  why: Schemas['Placing'];
}

/** One person's time at the floor, and when their clock stood. */
export interface Turn extends Span {
  name: string;
  item: string | null;
  limit: number | null;
  pauses: Span[];
  end: Schemas['FloorEnd'] | null;
}

export interface Voter {
  city: string;
  name: string;
  /** What they chose, as the script knows it; `null` while they have not voted. */
  choice: number | null;
}

export interface Vote {
  id: string;
  text: Record<string, string>;
  options: Record<string, string>[];
  rule: VoteRule;
  item: string | null;
  by: string;
  opened: Moment;
  voters: Voter[];
  end: Schemas['VoteEnd'];
  ended: Moment | null;
}

export interface Noted {
  id: string;
  versions: { at: Moment; by: string; note: Note }[];
  withdrawn: { at: Moment; by: string } | null;
}

/** What the script did, and when. Nothing in here was told by the service but the ids it gave. */
export class Truth {
  opened: Moment | null = null;
  ended: Moment | null = null;
  readonly chairs: string[] = [];
  readonly stays = new Map<string, Stay[]>();
  readonly items = new Map<string, Span>();
  readonly skipped = new Set<string>();
  readonly turns: Turn[] = [];
  readonly stage: StageStay[] = [];
  readonly votes: Vote[] = [];
  readonly notes: Noted[] = [];
  readonly cues = new Map<string, { at: Moment | null; fallback: boolean }>();
  readonly sides: Side[] = [];
  readonly signings: Signing[] = [];
  readonly gaps: Span[] = [];
  #hasStage = false;
  #item: string | null = null;

  get running(): string | null {
    return this.#item;
  }

  open(at: Moment, by: string): void {
    this.opened = at;
    this.#chair(by);
  }

  came(name: string, at: Moment): void {
    const stays = this.stays.get(name) ?? [];
    stays.push({ from: at, to: null, end: null });
    this.stays.set(name, stays);
    // Whoever comes back speaks on.
    if (this.#turn?.name === name) this.clockRuns(at);
  }

  isHere(name: string): boolean {
    return this.stays.get(name)?.at(-1)?.to === null;
  }

  /** Not here any more; the place at the floor and on stage is kept for who lost the line. */
  went(name: string, at: Moment, end: Schemas['IntervalEnd']): void {
    const stay = this.stays.get(name)?.at(-1);
    if (!stay || stay.to) throw new Error(`${name} was not here`);
    Object.assign(stay, { to: at, end });
    if (end !== 'dropped') this.isGone(name, at);
    else if (this.#turn?.name === name) this.clockStands(at);
  }

  /** Nobody waits for them any longer. */
  isGone(name: string, at: Moment): void {
    if (this.#turn?.name === name) this.floorEnds(at, 'gone');
    this.leftStage(name, at);
  }

  starts(item: string, at: Moment, by: string): void {
    this.#chair(by);
    this.#endItem(at);
    this.items.set(item, { from: at, to: null });
    this.#item = item;
  }

  endsItem(at: Moment, by: string): void {
    this.#chair(by);
    this.#endItem(at);
  }

  skips(item: string, by: string): void {
    this.#chair(by);
    this.skipped.add(item);
  }

  #endItem(at: Moment): void {
    const held = this.#item === null ? undefined : this.items.get(this.#item);
    if (held) held.to = at;
    this.#item = null;
  }

  get #turn(): Turn | undefined {
    return this.turns.find(({ to }) => to === null);
  }

  gaveFloor(name: string, at: Moment, limit: number): void {
    if (this.#turn) this.floorEnds(at, 'passed');
    const item = this.#item;
    this.turns.push({ name, item, limit, from: at, to: null, pauses: [], end: null });
    if (this.#hasStage) this.onStage(name, at, 'floor');
  }

  clockStands(at: Moment): void {
    this.#turn?.pauses.push({ from: at, to: null });
  }

  clockRuns(at: Moment): void {
    const pause = this.#turn?.pauses.at(-1);
    if (pause && !pause.to) pause.to = at;
  }

  floorEnds(at: Moment, end: Schemas['FloorEnd']): void {
    this.clockRuns(at);
    const turn = this.#turn;
    if (turn) Object.assign(turn, { to: at, end });
  }

  /** A point of order is heard: whoever speaks waits. */
  hears(name: string, at: Moment): void {
    this.clockStands(at);
    if (this.#hasStage) this.onStage(name, at, 'point');
  }

  opensStage(names: readonly string[], at: Moment): void {
    this.#hasStage = true;
    for (const name of names) this.onStage(name, at, 'placed');
  }

  onStage(name: string, from: Moment, why: Schemas['Placing']): void {
    if (this.isOnStage(name)) return;
    this.stage.push({ name, from, to: null, why });
  }

  leftStage(name: string, at: Moment): void {
    for (const stay of this.stage) if (stay.name === name && !stay.to) stay.to = at;
  }

  isOnStage(name: string): boolean {
    return this.stage.some((stay) => stay.name === name && !stay.to);
  }

  /** The service is killed: nobody is here, speaks or stands on stage. A secret vote is void. */
  crash(at: Moment): string[] {
    const here = [...this.stays].filter(([, stays]) => stays.at(-1)?.to === null);
    for (const [, stays] of here) Object.assign(stays.at(-1) ?? {}, { to: at, end: 'crash' });
    this.clockStands(at);
    this.gaps.push({ from: at, to: null });
    return here.map(([name]) => name);
  }

  /** It is back, and remembers who stood on stage. */
  restart(at: Moment): void {
    const gap = this.gaps.at(-1);
    if (!gap) throw new Error('nothing was interrupted');
    gap.to = at;
    for (const stay of this.stage.filter(({ to }) => !to)) {
      stay.to = gap.from;
      this.stage.push({ ...stay, from: at, to: null });
    }
    const vote = this.votes.at(-1);
    if (vote?.end === 'open' && vote.rule.kind === 'secret')
      Object.assign(vote, { end: 'voided', ended: at });
  }

  end(at: Moment, by: string): void {
    this.#chair(by);
    this.ended = at;
    if (this.#turn) this.floorEnds(at, 'session');
    this.#endItem(at);
    for (const stays of this.stays.values()) {
      const stay = stays.at(-1);
      if (stay && !stay.to) Object.assign(stay, { to: at, end: 'ended' });
    }
    for (const stay of this.stage) stay.to ??= at;
  }

  #chair(name: string): void {
    if (!this.chairs.includes(name)) this.chairs.push(name);
  }
}
