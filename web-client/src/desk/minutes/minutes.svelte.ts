import { api, ApiError, type Minutes, type MinutesAct, type MinutesSection } from '../../api';

/** What came of a change. */
export type Outcome = { kind: 'done' } | { kind: 'stale' } | { kind: 'refused'; error: unknown };

/** Minutes as somebody writes them. What another tab saved is never overwritten unasked: `theirs`
 *  stands beside what is typed until one of the two is chosen. */
export class MinutesDesk {
  minutes = $state.raw<Minutes>({} as Minutes);
  theirs = $state.raw<Minutes | null>(null);
  language = $state('');
  busy = $state(false);
  /** What is typed, by language; a language that was not touched is not there. */
  #typed = $state.raw<Readonly<Record<string, MinutesSection[]>>>({});

  constructor(minutes: Minutes) {
    this.minutes = minutes;
    this.language = minutes.languages[0] ?? '';
  }

  get sections(): readonly MinutesSection[] {
    return this.#typed[this.language] ?? this.minutes.text[this.language] ?? [];
  }

  get edition() {
    return this.minutes.editions.find(({ number }) => number === this.minutes.edition);
  }

  /** The last edition may be written until it is approved. */
  get isOpen(): boolean {
    return this.isLast && this.edition?.approved_at === null;
  }

  get isLast(): boolean {
    return this.minutes.edition === (this.minutes.editions.at(-1)?.number ?? 0);
  }

  /** Languages with words that are not saved. */
  get unsaved(): string[] {
    return Object.keys(this.#typed).filter(
      (tag) => JSON.stringify(this.#typed[tag]) !== JSON.stringify(this.minutes.text[tag]),
    );
  }

  type(place: number, change: Partial<Pick<MinutesSection, 'heading' | 'text'>>): void {
    const sections = this.sections.map((one, at) => (at === place ? { ...one, ...change } : one));
    this.#typed = { ...this.#typed, [this.language]: sections };
  }

  /** Saves what is typed in every language, each as a revision of its own. */
  async save(): Promise<Outcome> {
    for (const language of this.unsaved) {
      const sections = this.#typed[language] ?? [];
      const outcome = await this.#ask({ do: 'write', language, sections });
      if (outcome.kind !== 'done') return outcome;
    }
    this.#typed = {};
    return { kind: 'done' };
  }

  /** What is typed and not saved is dropped. */
  async change(act: MinutesAct): Promise<Outcome> {
    const outcome = await this.#ask(act);
    if (outcome.kind === 'done') this.#typed = {};
    return outcome;
  }

  /** Shows another edition, as it was approved. */
  async show(edition: number): Promise<void> {
    this.minutes = await api.minutes(this.minutes.session, edition);
    this.#typed = {};
  }

  takeTheirs(): void {
    if (this.theirs) this.minutes = this.theirs;
    this.theirs = null;
    this.#typed = {};
  }

  /** What is typed goes on from what they saved, which stays among the revisions. */
  async keepMine(): Promise<Outcome> {
    if (this.theirs) this.minutes = this.theirs;
    this.theirs = null;
    return this.save();
  }

  async #ask(act: MinutesAct): Promise<Outcome> {
    const { session, edition, revisions } = this.minutes;
    const revision = revisions.at(-1)?.number ?? 0;
    this.busy = true;
    try {
      this.minutes = await api.changeMinutes(session, { edition, revision, act });
      return { kind: 'done' };
    } catch (error) {
      const current = currentIn(error);
      if (!current) return { kind: 'refused', error };
      this.theirs = current;
      return { kind: 'stale' };
    } finally {
      this.busy = false;
    }
  }
}

function currentIn(error: unknown): Minutes | undefined {
  if (!(error instanceof ApiError) || error.code !== 'conflict') return undefined;
  return (error.detail as { current?: Minutes } | undefined)?.current;
}
