import { api, ApiError, type SlotAnswer, type SlotProposal, type SlotQuestion } from '../../api';
import type { Timestamp } from '../../time/format';
import type { Goal } from '../plan/found';
import { signIn } from '../resource.svelte';
import { daysLater } from './civil';

/** What is asked, as it stands in the fields of the page and in its address. */
export interface Fields {
  partners: string[];
  host_counts: boolean;
  minutes: number | string;
  from: string;
  to: string;
  earliest: string;
  latest: string;
}

const usual = { minutes: 90, earliest: '08:00', latest: '20:00' };
/** Two weeks, from tomorrow on. */
const span = 13;

/** The fields that an address asks for; `today` by the host's calendar. */
export function fieldsOf(asked: URLSearchParams, today: string): Fields {
  const date = (name: string) => {
    const given = asked.get(name) ?? '';
    return /^\d{4}-\d\d-\d\d$/.test(given) ? given : undefined;
  };
  const from = date('from') ?? daysLater(today, 1);
  return {
    partners: (asked.get('partners') ?? '').split(',').filter(Boolean),
    host_counts: asked.get('host') !== 'any',
    minutes: Number(asked.get('minutes')) || usual.minutes,
    from,
    to: date('to') ?? daysLater(from, span),
    earliest: asked.get('earliest') ?? usual.earliest,
    latest: asked.get('latest') ?? usual.latest,
  };
}

/** The address that asks for them again. */
export function addressOf(fields: Fields, goal: Goal): string {
  const asked = new URLSearchParams({
    partners: fields.partners.join(','),
    minutes: String(fields.minutes),
    from: fields.from,
    to: fields.to,
    ...(fields.host_counts ? {} : { host: 'any' }),
    ...(fields.earliest === usual.earliest ? {} : { earliest: fields.earliest }),
    ...(fields.latest === usual.latest ? {} : { latest: fields.latest }),
    ...goal,
  });
  return `/slots?${asked}`;
}

/** A search while its question is being changed and its slots are looked at. */
export class Search {
  fields = $state<Fields>() as Fields;
  answer = $state.raw<SlotAnswer | undefined>();
  error = $state.raw<unknown>();
  busy = $state(false);
  /** The start that is looked at. What it costs may still be on its way. */
  at = $state<Timestamp | undefined>();
  /** The slot that was told last, city by city: soon the one that is looked at. */
  shown = $state.raw<SlotProposal | undefined>();
  #turn = 0;

  constructor(fields: Fields) {
    this.fields = fields;
  }

  /** Whether enough is filled in to be asked. */
  readonly ready = $derived.by(
    () => this.fields.partners.length > 0 && !!this.fields.from && !!this.fields.to,
  );

  /** Whether what is shown is not yet what is looked at. */
  readonly pending = $derived.by(() => this.shown?.at !== this.at);

  readonly starts = $derived.by(() => this.answer?.grid.starts ?? []);
  /** Which of the starts of the day is looked at; -1 for none. */
  readonly place = $derived.by(() => this.starts.findIndex((start) => start.at === this.at));

  /** Asks anew, for the best slot. */
  async search(): Promise<void> {
    if (!this.ready) {
      this.#turn++;
      this.busy = false;
      this.answer = this.error = this.at = this.shown = undefined;
      return;
    }
    await this.#ask({}, (answer) => answer.proposals[0]?.at);
  }

  /** Looks at a start of the search. */
  async choose(at: Timestamp): Promise<void> {
    this.#look(at);
    await this.#ask({ at }, () => at);
  }

  /** Waits until the slot that is looked at is shown. */
  async settle(): Promise<void> {
    if (this.at !== undefined && this.pending) await this.choose(this.at);
  }

  /** Moves the slot within its day. Answers the start it stands at now. */
  move(by: number): Timestamp | undefined {
    const from = this.place < 0 ? 0 : this.place + by;
    const start = this.starts[Math.max(0, Math.min(this.starts.length - 1, from))];
    if (start) this.#look(start.at);
    return start?.at;
  }

  /** To the same time on another day of the range. */
  async moveDay(by: number): Promise<void> {
    const grid = this.answer?.grid;
    if (!grid) return;
    const day = daysLater(grid.day, by);
    if (day < this.fields.from || this.fields.to < day) return;
    const wall = this.starts[Math.max(0, this.place)]?.wall ?? '';
    await this.#ask({ day }, ({ grid: { starts } }) => {
      // The clock may not show that time on the other day.
      const start = starts.find((one) => one.wall >= wall) ?? starts.at(-1);
      return start?.at;
    });
    await this.settle();
  }

  canMoveDay(by: number): boolean {
    const day = daysLater(this.answer?.grid.day ?? this.fields.from, by);
    return this.fields.from <= day && day <= this.fields.to;
  }

  /** What the server says is wrong with a field. */
  problem(...fields: string[]): string | undefined {
    if (!(this.error instanceof ApiError) || this.error.code !== 'bad_input') return undefined;
    const detail = this.error.detail as { field?: string; problem?: string } | undefined;
    return detail?.field && fields.includes(detail.field) ? detail.problem : undefined;
  }

  #look(at: Timestamp | undefined): void {
    this.at = at;
    const { answer } = this;
    const pairs = answer?.pairs.flatMap((pair) => pair.slots) ?? [];
    const told = [answer?.chosen, ...(answer?.proposals ?? []), ...pairs];
    const found = told.find((slot) => slot?.at === at);
    if (found || at === undefined) this.shown = found ?? undefined;
  }

  /** Asks, and looks at the start that `pick` names. An answer that comes too late is none. */
  async #ask(
    more: Pick<SlotQuestion, 'day' | 'at'>,
    pick: (answer: SlotAnswer) => Timestamp | undefined,
  ): Promise<void> {
    const turn = ++this.#turn;
    this.busy = true;
    try {
      const fields = $state.snapshot(this.fields);
      const answer = await api.slots({ ...fields, minutes: Number(fields.minutes), ...more });
      if (turn !== this.#turn) return;
      this.error = undefined;
      this.answer = answer;
      this.#look(pick(answer));
    } catch (error) {
      if (turn !== this.#turn) return;
      if (error instanceof ApiError && error.status === 401) signIn();
      this.error = error;
    } finally {
      if (turn === this.#turn) this.busy = false;
    }
  }
}
