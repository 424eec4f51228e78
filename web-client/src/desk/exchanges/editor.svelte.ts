import type { PartnerCard } from '../../api';
import {
  exchanges,
  type Exchange,
  type ExchangeDetail,
  type ExchangeDraft,
  type ExchangeKind,
} from '../../api/exchanges';
import { i18n, t, type MessageKey } from '../../i18n/i18n.svelte';
import { pick, type Localized } from '../../i18n/localized';
import { listOf } from '../../time/duration';
import { flawText, type Flaw } from '../flaws';
import { blankDraft, draftOf, draftProblems, recordOf, type Draft } from './draft';
import { saidIn, type Part } from './parts';

/** A partner as the form names it. */
export interface Chosen {
  id: string;
  names: Localized;
  country: string;
}

/** Who is meant, and from which version the editing began. */
interface Base {
  id: string;
  version: number;
  record: Exchange;
  isHeldHere: boolean;
}

/** What only an exchange can have wrong. */
const ownFlaws: Record<string, MessageKey> = {
  more_than_all: 'exchanges.problem.more_than_all',
  no_day: 'date.wrong',
  no_amount: 'exchanges.problem.no_amount',
  no_number: 'exchanges.problem.no_number',
  no_currency: 'exchanges.problem.no_currency',
};

/** An exchange that is being entered or changed. */
export class Editor {
  draft = $state() as Draft;
  /** Nothing: it is new. */
  base = $state.raw<Base | undefined>();
  /** The partners that are named, by identity. */
  known = $state<Record<string, Chosen>>({});
  refused = $state.raw<readonly Flaw[]>([]);
  tried = $state(false);
  #before = $state('');

  constructor(draft: Draft) {
    this.#begin(draft);
  }

  static blank(today: string, kind: ExchangeKind): Editor {
    return new Editor(blankDraft(i18n.locale, today, kind));
  }

  static of(shown: ExchangeDetail): Editor {
    const editor = new Editor(draftOf(shown.record));
    editor.takeFrom(shown);
    return editor;
  }

  /** Goes on from what stands now; what was typed is gone. */
  takeFrom(shown: ExchangeDetail): void {
    this.base = {
      id: shown.record.id,
      version: shown.version,
      record: shown.record,
      isHeldHere: shown.opened_at !== null,
    };
    for (const [id, { names, country }] of Object.entries(shown.named.partners))
      this.known[id] = { id, names, country };
    this.#begin(draftOf(shown.record));
  }

  #begin(draft: Draft): void {
    this.draft = draft;
    this.#before = JSON.stringify(draft);
    this.refused = [];
    this.tried = false;
  }

  /** Another one of the same kind on the same day: they come in piles. */
  another(): void {
    const { kind, on } = this.draft;
    this.#begin(blankDraft(i18n.locale, on, kind));
  }

  /** What stands now is what the form began with. */
  settle(): void {
    this.#before = JSON.stringify(this.draft);
  }

  get dirty(): boolean {
    return JSON.stringify(this.draft) !== this.#before;
  }

  /** What the record says although its kind would not ask for it. */
  get said(): readonly Part[] {
    return this.base ? saidIn(this.base.record) : [];
  }

  get chosen(): Chosen[] {
    return this.draft.partners.flatMap((id) => this.known[id] ?? []);
  }

  add({ id, names, country }: PartnerCard): void {
    this.known[id] = { id, names, country };
    if (!this.draft.partners.includes(id)) this.draft.partners.push(id);
  }

  drop(id: string): void {
    this.draft.partners = this.draft.partners.filter((one) => one !== id);
  }

  /** How it is called where nobody says: by its kind and its cities. */
  get usualTitle(): string {
    const cities = this.chosen.map(({ names }) => pick(names));
    if (cities.length === 0) return '';
    const kind = t(`exchanges.kind.${this.draft.kind}`);
    return t('exchanges.usual_title', { kind, cities: listOf(cities) });
  }

  get problems(): readonly Flaw[] {
    const own = this.tried ? draftProblems(this.draft, this.said, this.usualTitle !== '') : [];
    return [...own, ...this.refused];
  }

  /** What is wrong at this path or a part of it, in words. */
  problem(path: string): string | undefined {
    return flawText(this.problems, path, ownFlaws);
  }

  /** What is to be sent, unless something has to be mended first. */
  ready(): ExchangeDraft | undefined {
    this.tried = true;
    this.refused = [];
    return this.problems.length > 0 ? undefined : this.record();
  }

  record(): ExchangeDraft {
    const title: Record<string, string> = this.usualTitle ? { [i18n.locale]: this.usualTitle } : {};
    return recordOf($state.snapshot(this.draft), {
      said: this.said,
      title,
      beside: this.base?.record,
    });
  }

  send(record: ExchangeDraft) {
    const { base } = this;
    return base ? exchanges.change(base.id, base.version, record) : exchanges.create(record);
  }
}
