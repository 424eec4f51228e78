import {
  intents,
  type Department,
  type Intent,
  type IntentDraft,
  type IntentField,
  type Said,
} from '../../api/intents';
import { i18n } from '../../i18n/i18n.svelte';
import type { Localized } from '../../i18n/localized';
import { earliestOf, latestOf, readDate } from '../../time/partial';
import { flawText, type Flaw } from '../flaws';
import { filled, isNamed } from '../typed';

/** What only a project can have wrong. */
const ownFlaws = {
  before_begin: 'project.flaw.before_begin',
  missing: 'project.flaw.missing',
  no_day: 'date.wrong',
} as const;

/** The choice of a department that is not there yet. */
export const NEW_OWNER = 'new';

export const nowhere: Said = { exchange: null, session: null, item: null, decision: null };

/** A record without its identity, as it is sent. */
export function draftOf({ id: _, ...draft }: Intent): IntentDraft {
  return draft;
}

/** A project while it is being written. */
export class ProjectEditor {
  title = $state<Localized>({});
  partners = $state<string[]>([]);
  field = $state<IntentField | ''>('');
  saidOn = $state('');
  saidIn = $state<Said>(nowhere);
  /** A department, none, or `NEW_OWNER`. */
  owner = $state('');
  ownerName = $state('');
  departments = $state<string[]>([]);
  due = $state('');
  /** What the server would not take the last time. */
  refused = $state.raw<readonly Flaw[]>([]);
  /** Nothing is called missing before somebody has tried to save. */
  tried = $state(false);
  readonly #base: Partial<IntentDraft>;
  #clean = $state('');

  constructor(base: Partial<IntentDraft>) {
    this.#base = base;
    this.title = { ...base.title };
    this.partners = [...(base.partners ?? [])];
    this.field = base.field ?? '';
    this.saidOn = base.said_on ?? '';
    this.saidIn = { ...nowhere, ...base.said_in };
    this.owner = base.owner ?? '';
    this.departments = [...(base.departments ?? [])];
    this.due = base.due ?? '';
    this.keepAsClean();
  }

  get dirty(): boolean {
    return this.#fingerprint() !== this.#clean;
  }

  keepAsClean(): void {
    this.#clean = this.#fingerprint();
  }

  #fingerprint(): string {
    const { title, partners, field, saidOn, saidIn, owner, ownerName, departments, due } = this;
    return JSON.stringify([
      filled(title),
      partners,
      field,
      saidOn,
      saidIn,
      owner,
      ownerName,
      departments,
      due,
    ]);
  }

  /** What must be mended: what is seen here, then what the server said. */
  get flaws(): readonly Flaw[] {
    return this.tried ? [...this.#found(), ...this.refused] : this.refused;
  }

  /** What is wrong with a field, in a sentence. */
  problem(path: string): string | undefined {
    return flawText(this.flaws, path, ownFlaws);
  }

  #found(): Flaw[] {
    const found: Flaw[] = [];
    const [said, due] = [readDate(this.saidOn), readDate(this.due)];
    if (!isNamed(this.title)) found.push({ path: 'title', problem: 'empty' });
    if (!said) found.push({ path: 'said_on', problem: this.saidOn ? 'no_day' : 'empty' });
    if (this.due.trim() && !due) found.push({ path: 'due', problem: 'no_day' });
    if (said && due && latestOf(due) < earliestOf(said))
      found.push({ path: 'due', problem: 'before_begin' });
    if (this.owner === NEW_OWNER && this.ownerName.trim() === '')
      found.push({ path: 'owner', problem: 'empty' });
    return found;
  }

  /** The project as it is sent, or nothing if something must be mended first. A new department is
   *  kept before the project that it sees to. */
  async ready(keep: (department: Department) => void): Promise<IntentDraft | undefined> {
    this.tried = true;
    this.refused = [];
    if (this.#found().length > 0) return undefined;
    if (this.owner === NEW_OWNER) {
      const made = await intents.addDepartment({ [i18n.locale]: this.ownerName.trim() });
      keep(made);
      this.owner = made.id;
      this.ownerName = '';
    }
    return {
      ...this.#base,
      title: filled($state.snapshot(this.title)),
      partners: $state.snapshot(this.partners),
      field: this.field || null,
      said_on: readDate(this.saidOn) ?? '',
      said_in: $state.snapshot(this.saidIn),
      owner: this.owner || null,
      departments: $state.snapshot(this.departments).filter((one) => one !== this.owner),
      due: readDate(this.due) ?? null,
    };
  }
}
