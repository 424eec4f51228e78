import { ApiError } from '../../api';
import {
  imports,
  type Choices,
  type Import,
  type ImportPreview,
  type ImportProposal,
  type Mapping,
  type MappingProblem,
  type Meaning,
  type Reading,
  type SheetKind,
} from '../../api/imports';
import { signIn } from '../resource.svelte';
import { forgetLast, keepLast, last } from './last';
import { refusalText } from './refusals';

export const steps = ['file', 'columns', 'preview', 'result'] as const;
export type Step = (typeof steps)[number];

/** Time between two questions how far it is. */
const PAUSE = 1_000;

const isRunning = ({ progress: { stage } }: Import): boolean =>
  stage === 'checking' || stage === 'writing' || stage === 'taking_back';

/** The way of a file into the registry: chosen, understood, tried, taken in. Nothing is written before
 *  the last step. */
export class Wizard {
  step = $state<Step>('file');
  import = $state.raw<Import | undefined>();
  proposal = $state.raw<ImportProposal | undefined>();
  mapping = $state<Mapping | undefined>();
  problems = $state.raw<readonly MappingProblem[]>([]);
  preview = $state.raw<ImportPreview | undefined>();
  choices = $state<Choices>({ duplicates: false, except: [], despite_errors: false });
  busy = $state(false);
  failure = $state('');
  /** The file of last time, where it still waits. */
  waiting = $state.raw<Import | undefined>();
  #timer = 0;
  /** How often it was begun anew: an answer about a file that was put away comes too late. */
  #turn = 0;

  /** What is asked of the server, with what went wrong said on the page. */
  async #ask<Answer>(
    request: () => Promise<Answer | undefined>,
    then: (answer: Answer) => void,
  ): Promise<void> {
    if (this.busy) return;
    const turn = this.#turn;
    this.busy = true;
    this.failure = '';
    try {
      const answer = await request();
      if (turn === this.#turn && answer !== undefined) then(answer);
    } catch (error) {
      if (turn !== this.#turn) return;
      const detail = error instanceof ApiError ? error.detail : undefined;
      this.problems = (detail as { problems?: MappingProblem[] } | undefined)?.problems ?? [];
      this.#fail(error);
    } finally {
      if (turn === this.#turn) this.busy = false;
    }
  }

  /** Says what went wrong. What the server forgot, since it was started again, begins from the file. */
  #fail(error: unknown): void {
    const status = error instanceof ApiError ? error.status : undefined;
    if (status === 401) return signIn();
    if (status === 404) this.restart();
    this.failure = refusalText(error);
  }

  /** Takes what was chosen or pasted to the server, where it waits. */
  open = (what: File | string): Promise<void> =>
    this.#ask<Import>(
      () => (typeof what === 'string' ? imports.paste(what) : imports.upload(what)),
      (found) => this.#begin(found),
    );

  /** One that was begun before this page was opened again. */
  resume = (id: string): Promise<void> =>
    this.#ask<Import>(
      () => imports.get(id),
      (found) => this.#goOn(found),
    );

  /** Looks for the file of last time: one that is being taken in is shown at once, one that waits is
   *  offered. */
  async recall(): Promise<void> {
    const id = last();
    if (!id) return;
    const turn = this.#turn;
    try {
      const found = await imports.get(id);
      if (turn !== this.#turn || this.import || this.busy) return;
      if (isRunning(found)) this.#goOn(found);
      else if (found.progress.stage === 'waiting') this.waiting = found;
      else forgetLast();
    } catch (error) {
      // It is kept for a day at most. What else is wrong is said of whatever is asked for next.
      if (error instanceof ApiError && error.status === 404) forgetLast();
    }
  }

  #goOn(found: Import): void {
    this.#begin(found);
    if (found.progress.stage === 'waiting') return;
    this.step = 'result';
    this.#watch();
  }

  #begin(found: Import): void {
    keepLast(found.id);
    this.waiting = undefined;
    this.import = found;
    this.#propose(found.proposal ?? undefined);
    this.step = 'columns';
  }

  #propose(proposal: ImportProposal | undefined): void {
    this.proposal = proposal;
    this.mapping = proposal && structuredClone(proposal.mapping);
    this.problems = proposal?.problems ?? [];
    this.preview = undefined;
  }

  /** Another sheet, or rows of another kind: then the columns are proposed anew. */
  read = (sheet: string, kind: SheetKind): Promise<void> =>
    this.#ask<ImportProposal>(
      async () => this.import && imports.propose(this.import.id, sheet, kind),
      (proposal) => this.#propose(proposal),
    );

  mean(column: number, meaning: Meaning | ''): void {
    const found = this.mapping?.columns.find((one) => one.column === column);
    if (!found) return;
    found.meaning = meaning || null;
    found.confidence = 'chosen';
  }

  /** What is the same for all rows; empty: nothing is. */
  fix(meaning: Meaning, value: string): void {
    if (!this.mapping) return;
    const { [meaning]: _, ...others } = this.mapping.fixed ?? {};
    this.mapping.fixed = value ? { ...others, [meaning]: value } : others;
  }

  #reading(): Reading | undefined {
    const { proposal, mapping } = this;
    if (!proposal || !mapping) return undefined;
    const { sheet, kind } = proposal;
    return { sheet, kind, mapping: $state.snapshot(mapping) as Mapping };
  }

  /** Tries all rows; nothing is written. */
  check = (): Promise<void> =>
    this.#ask<ImportPreview>(
      async () => {
        const reading = this.#reading();
        return this.import && reading && imports.preview(this.import.id, reading);
      },
      (preview) => {
        this.preview = preview;
        this.problems = [];
        this.choices = { duplicates: false, except: [], despite_errors: false };
        this.step = 'preview';
      },
    );

  run = (): Promise<void> =>
    this.#ask<Import>(
      async () => {
        const reading = this.#reading();
        const choices = $state.snapshot(this.choices);
        return this.import && reading && imports.run(this.import.id, { ...reading, choices });
      },
      (begun) => {
        this.import = begun;
        this.step = 'result';
        this.#watch();
      },
    );

  cancel = (): Promise<void> =>
    this.#ask<Import>(
      async () => this.import && imports.cancel(this.import.id),
      (cancelled) => (this.import = cancelled),
    );

  get running(): boolean {
    return this.import !== undefined && isRunning(this.import);
  }

  /** Asks how far it is until it is over. A silence of the network ends nothing. */
  #watch(): void {
    clearTimeout(this.#timer);
    if (!this.running) return;
    const turn = this.#turn;
    this.#timer = window.setTimeout(async () => {
      const id = this.import?.id;
      try {
        const found = id ? await imports.get(id) : undefined;
        if (turn !== this.#turn) return;
        this.import = found;
        this.failure = '';
      } catch (error) {
        if (turn !== this.#turn) return;
        this.#fail(error);
      }
      this.#watch();
    }, PAUSE);
  }

  restart(): void {
    this.leave();
    this.#turn += 1;
    this.busy = false;
    forgetLast();
    this.waiting = undefined;
    this.import = undefined;
    this.#propose(undefined);
    this.failure = '';
    this.step = 'file';
  }

  leave(): void {
    clearTimeout(this.#timer);
  }
}
