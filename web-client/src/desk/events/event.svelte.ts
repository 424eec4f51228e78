import {
  api,
  type CityEvent,
  type EventDraft,
  type EventKind,
  type FieldProblem,
  type Localized,
  type Office,
  type PartnerCard,
  type PlanDraft,
  type Track,
} from '../../api';
import { emptyPlan, temporaryId } from '../plan/draft';
import { Editor } from '../plan/editor.svelte';
import { sharedProblems } from '../plan/problems';

/** The choice of a series that is not there yet. */
export const NEW_SERIES = 'new';

/** An event while it is being written. What it shares with a plan (titles, zone, languages,
 *  delegations, people, and the time at which it begins) is written as in one. */
export class EventEditor {
  readonly shared: Editor;
  kind = $state<EventKind>('forum');
  theme = $state<Localized>({});
  /** A series, none, or `NEW_SERIES`. */
  series = $state('');
  seriesName = $state<Localized>({});
  edition = $state<number | string>('');
  tracks = $state<Track[]>([]);
  #clean = $state('');

  private constructor(shared: Editor, event?: CityEvent) {
    this.shared = shared;
    if (event) {
      this.kind = event.kind;
      this.theme = { ...event.theme };
      this.series = event.series ?? '';
      this.edition = event.edition ?? '';
      this.tracks = structuredClone(event.tracks);
    }
    this.#clean = this.#fingerprint();
  }

  /** One that begins; its rooms come with the template. */
  static fresh(office: Office, partners: readonly PartnerCard[]): EventEditor {
    return new EventEditor(new Editor(emptyPlan(office), partners, freshProblems));
  }

  static of(event: CityEvent, office: Office, partners: readonly PartnerCard[]): EventEditor {
    return new EventEditor(new Editor(planLike(event, office), partners, sharedProblems), event);
  }

  get dirty(): boolean {
    return this.shared.dirty || this.#fingerprint() !== this.#clean;
  }

  keepAsClean(): void {
    this.shared.keepAsClean();
    this.#clean = this.#fingerprint();
  }

  #fingerprint(): string {
    const { kind, theme, series, seriesName, edition, tracks } = this;
    return JSON.stringify([kind, theme, series, seriesName, edition, tracks]);
  }

  addTrack(): void {
    this.tracks.push({ id: temporaryId(), name: {} });
  }

  /** The event as it is sent, or nothing if something must be mended first. A new series is kept
   *  before the event that belongs to it. */
  async ready(): Promise<EventDraft | undefined> {
    const plan = this.shared.ready();
    if (!plan) return undefined;
    if (this.series === NEW_SERIES) {
      const series = await api.createSeries(this.kind, filled(this.seriesName));
      this.series = series.id;
    }
    const { title, zone, languages, delegations, people } = plan;
    return {
      kind: this.kind,
      series: this.series || null,
      edition: this.edition === '' || this.edition === null ? null : Number(this.edition),
      title,
      theme: filled($state.snapshot(this.theme)),
      zone,
      languages,
      tracks: $state.snapshot(this.tracks).map((one) => ({ ...one, name: filled(one.name) })),
      delegations,
      people,
    };
  }
}

function freshProblems(plan: PlanDraft): FieldProblem[] {
  const found = sharedProblems(plan);
  if (plan.starts_at === 0) found.push({ path: 'starts_at', problem: 'empty' });
  return found;
}

function filled(text: Localized): Localized {
  const entries = Object.entries(text).map(([tag, value]) => [tag, value.trim()] as const);
  return Object.fromEntries(entries.filter(([, value]) => value !== ''));
}

/** What an event shares with a plan, in the shape of a plan. */
export function planLike(
  event: Pick<CityEvent, 'title' | 'zone' | 'languages' | 'delegations' | 'people'>,
  office: Office,
): PlanDraft {
  const { title, zone, languages, delegations, people } = structuredClone(event);
  return { ...emptyPlan(office), title, zone, languages, delegations, people };
}
