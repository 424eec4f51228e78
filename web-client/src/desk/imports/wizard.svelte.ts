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
import { refusalText } from './refusals';

export const steps = ['file', 'columns', 'preview', 'result'] as const;
export type Step = (typeof steps)[number];

/** Time between two questions how far it is. */
const PAUSE = 1_000;

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
  #timer = 0;

  /** What is asked of the server, with what went wrong said on the page. */
  async #ask(work: () => Promise<void>): Promise<void> {
    if (this.busy) return;
    this.busy = true;
    this.failure = '';
    try {
      await work();
    } catch (error) {
      const detail = error instanceof ApiError ? error.detail : undefined;
      this.problems = (detail as { problems?: MappingProblem[] } | undefined)?.problems ?? [];
      this.#fail(error);
    } finally {
      this.busy = false;
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
    this.#ask(async () => {
      this.#begin(await (typeof what === 'string' ? imports.paste(what) : imports.upload(what)));
    });

  /** One that was begun before this page was opened again. */
  resume = (id: string): Promise<void> =>
    this.#ask(async () => {
      const found = await imports.get(id);
      this.#begin(found);
      if (found.progress.stage === 'waiting') return;
      this.step = 'result';
      this.#watch();
    });

  #begin(found: Import): void {
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
    this.#ask(async () => {
      if (this.import) this.#propose(await imports.propose(this.import.id, sheet, kind));
    });

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
    this.#ask(async () => {
      const reading = this.#reading();
      if (!this.import || !reading) return;
      this.preview = await imports.preview(this.import.id, reading);
      this.problems = [];
      this.choices = { duplicates: false, except: [], despite_errors: false };
      this.step = 'preview';
    });

  run = (): Promise<void> =>
    this.#ask(async () => {
      const reading = this.#reading();
      if (!this.import || !reading) return;
      const choices = $state.snapshot(this.choices);
      this.import = await imports.run(this.import.id, { ...reading, choices });
      this.step = 'result';
      this.#watch();
    });

  cancel = (): Promise<void> =>
    this.#ask(async () => {
      if (this.import) this.import = await imports.cancel(this.import.id);
    });

  get running(): boolean {
    const stage = this.import?.progress.stage;
    return stage === 'checking' || stage === 'writing' || stage === 'taking_back';
  }

  /** Asks how far it is until it is over. A silence of the network ends nothing. */
  #watch(): void {
    clearTimeout(this.#timer);
    if (!this.running) return;
    this.#timer = window.setTimeout(async () => {
      const id = this.import?.id;
      try {
        if (id) this.import = await imports.get(id);
        this.failure = '';
      } catch (error) {
        this.#fail(error);
      }
      this.#watch();
    }, PAUSE);
  }

  restart(): void {
    this.leave();
    this.import = undefined;
    this.#propose(undefined);
    this.failure = '';
    this.step = 'file';
  }

  leave(): void {
    clearTimeout(this.#timer);
  }
}
