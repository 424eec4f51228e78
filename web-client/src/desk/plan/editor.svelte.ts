import {
  api,
  type AgendaItem,
  type FieldProblem,
  type Invitee,
  type PartnerCard,
  type PlanDraft,
  type TimeAnswer,
} from '../../api';
import { t } from '../../i18n/i18n.svelte';
import { pick } from '../../i18n/localized';
import { wall } from '../../time/format';
import { announce } from '../../ui/announce.svelte';
import { toast } from '../../ui/toast.svelte';
import { detached, runSheet } from './cues';
import { moved, toWire } from './draft';
import { planProblems, problemAt } from './problems';

/** A plan while it is being written: what is typed, what it means in time, what is wrong with it. */
export class Editor {
  plan = $state<PlanDraft>() as PlanDraft;
  /** The wall clock of the session's zone: `2026-12-10` and `16:00`. */
  date = $state('');
  time = $state('');
  answer = $state.raw<TimeAnswer | undefined>();
  /** The question that `answer` belongs to: the instant of another one is not that of this plan. */
  #answered = $state('');
  /** What the server refused; stands until the plan is sent again. */
  refused = $state.raw<readonly FieldProblem[]>([]);
  readonly partners: ReadonlyMap<string, PartnerCard>;
  #clean = $state('');
  #cleanStart = $state(0);
  /** Nobody is told of gaps before they tried to save; from then on each goes as it is filled. */
  #tried = $state(false);

  readonly #check: (plan: PlanDraft) => FieldProblem[];

  constructor(plan: PlanDraft, partners: readonly PartnerCard[], check = planProblems) {
    this.#check = check;
    this.plan = plan;
    this.partners = new Map(partners.map((one) => [one.id, one]));
    if (plan.starts_at !== 0)
      [this.date = '', this.time = ''] = wall(plan.starts_at, plan.zone).split('T');
    this.keepAsClean();
  }

  readonly dirty = $derived.by(
    () =>
      this.#fingerprint() !== this.#clean ||
      (this.knowsStart && !!this.answer?.problem && this.plan.starts_at !== this.#cleanStart),
  );
  readonly problems = $derived.by(() => [
    ...(this.#tried ? this.#check(this.plan) : []),
    ...this.refused,
  ]);
  readonly zones = $derived.by(() => [
    ...new Set(
      this.plan.delegations.flatMap((one) => {
        const zone = one.partner ? this.partners.get(one.partner)?.zone : undefined;
        return zone ? [zone] : [];
      }),
    ),
  ]);

  keepAsClean(): void {
    this.#clean = this.#fingerprint();
    this.#cleanStart = this.plan.starts_at;
  }

  /** The start as it is typed: the instant follows from it, but for a choice between two. */
  #fingerprint(): string {
    return JSON.stringify([{ ...this.plan, starts_at: 0 }, this.date, this.time]);
  }

  readonly #asked = $derived.by(() =>
    this.date && this.time ? `${this.date}T${this.time} ${this.plan.zone}` : '',
  );

  /** Whether `plan.starts_at` is the instant of what is typed now. */
  get knowsStart(): boolean {
    return this.#answered === this.#asked;
  }

  /** Asks what the typed start means. Never guesses; an answer that comes too late is no answer. */
  async readClock(signal?: AbortSignal): Promise<void> {
    const asked = this.#asked;
    if (asked === '') {
      this.answer = undefined;
      this.plan.starts_at = 0;
      this.#answered = asked;
      return;
    }
    const { zone } = this.plan;
    const at = `${this.date}T${this.time}`;
    const answer = await api.time({ zones: [zone], at, in: zone }, signal);
    if (asked !== this.#asked) return;
    const kept = answer.choices.includes(this.plan.starts_at) ? this.plan.starts_at : 0;
    this.plan.starts_at = answer.at ?? kept;
    this.answer = answer;
    this.#answered = asked;
  }

  /** Waits until the instant of what is typed is known; throws when it cannot be found out. */
  async settleClock(): Promise<void> {
    while (!this.knowsStart) await this.readClock();
  }

  problem(path: string): string | undefined {
    const found = problemAt(this.problems, path);
    if (!found) return undefined;
    switch (found.problem) {
      case 'empty':
        return path === 'starts_at' && this.answer?.problem
          ? t('problem.choose_time')
          : t('problem.empty');
      case 'too_many':
        return t('problem.too_many');
      case 'out_of_range':
        return t('problem.out_of_range');
      case 'too_long':
        return t('problem.too_long');
      case 'unknown':
        return t('problem.unknown');
      case 'opened':
        return t('problem.opened');
      case 'invalid':
        return t('problem.invalid');
      case 'second_language':
        return t('problem.second_language');
      case 'no_partner':
        return t('problem.no_partner');
      case 'no_host':
        return t('problem.no_host');
      case 'no_address':
        return t('problem.no_address');
      default:
        return t('problem.other');
    }
  }

  /** The plan as it is sent, or nothing if something must be mended first. */
  ready(): PlanDraft | undefined {
    this.#tried = true;
    this.refused = [];
    return this.problems.length === 0 ? toWire($state.snapshot(this.plan)) : undefined;
  }

  people(delegation: string): { person: Invitee; place: number }[] {
    return this.plan.people.flatMap((person, place) =>
      person.delegation === delegation ? [{ person, place }] : [],
    );
  }

  removePerson(place: number): void {
    const [gone] = this.plan.people.splice(place, 1);
    if (!gone) return;
    const name = pick(gone.name) || t('plan.person');
    this.#offerUndo(name, () => this.plan.people.splice(place, 0, gone));
  }

  /** Its cues stay where they were, and go with it again when it comes back. */
  removeItem(place: number): void {
    const gone = this.plan.agenda[place];
    if (!gone) return;
    const held = new Map<string, number>();
    this.plan.cues = this.plan.cues.map((cue) => {
      if (cue.item !== gone.id) return cue;
      held.set(cue.id, cue.offset);
      return detached(this.plan, cue);
    });
    this.plan.agenda.splice(place, 1);
    const name = pick(gone.title) || t('agenda.item');
    this.#offerUndo(name, () => {
      this.plan.agenda.splice(place, 0, gone);
      this.plan.cues = this.plan.cues.map((cue) => {
        const offset = held.get(cue.id);
        return offset === undefined ? cue : { ...cue, item: gone.id, offset };
      });
    });
  }

  removeCue(place: number): void {
    const [gone] = this.plan.cues.splice(place, 1);
    if (!gone) return;
    const name = pick(gone.title) || t('cue.cue');
    this.#offerUndo(name, () => this.plan.cues.splice(place, 0, gone));
  }

  /** A delegation goes with its people, and comes back with them. */
  removeDelegation(place: number): void {
    const [gone] = this.plan.delegations.splice(place, 1);
    if (!gone) return;
    const people = this.plan.people.filter((person) => person.delegation === gone.id);
    this.plan.people = this.plan.people.filter((person) => person.delegation !== gone.id);
    this.#offerUndo(pick(gone.city) || t('plan.delegation'), () => {
      this.plan.delegations.splice(place, 0, gone);
      this.plan.people.push(...people);
    });
  }

  #offerUndo(name: string, undo: () => void): void {
    toast('done', t('plan.removed', { name }), { label: t('action.undo'), run: undo });
  }

  moveItem(from: number, to: number): void {
    const item: AgendaItem | undefined = this.plan.agenda[from];
    if (!item || from === to || to < 0 || to >= this.plan.agenda.length) return;
    this.plan.agenda = moved(this.plan.agenda, from, to);
    const title = pick(item.title) || t('agenda.item');
    announce(t('agenda.moved', { title, place: to + 1, count: this.plan.agenda.length }));
  }

  moveCue(from: number, to: number): void {
    const { cues } = this.plan;
    const cue = cues[from];
    if (!cue || from === to || to < 0 || to >= cues.length) return;
    this.plan.cues = moved(cues, from, to);
    const title = pick(cue.title) || t('cue.cue');
    announce(t('agenda.moved', { title, place: to + 1, count: cues.length }));
  }

  sortCues(): void {
    this.plan.cues = runSheet(this.plan).map(({ cue }) => cue);
  }
}
