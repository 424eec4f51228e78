import {
  intents,
  type IntentQuery,
  type IntentStage,
  type Named,
  type ShownIntent,
} from '../../api/intents';
import { stages } from '../lists';
import { Resource } from '../resource.svelte';

/** So many of a stage are shown before somebody asks for more, and so many at most. */
const AT_FIRST = 20;
const AT_MOST = 500;

export interface Pile {
  stage: IntentStage;
  total: number;
  items: readonly ShownIntent[];
}

interface Shown {
  piles: readonly Pile[];
  named: Named;
}

/** The projects by stage. Each stage is asked for on its own: one that holds thousands hides no other. */
export class Board {
  /** Holds nothing while there is nothing to ask. */
  readonly resource: Resource<Shown | undefined>;
  #sizes = new Map<IntentStage, number>();

  constructor(query: () => IntentQuery | undefined) {
    this.resource = new Resource(async () => {
      const asked = query();
      return asked && this.#ask(asked);
    });
  }

  async #ask(query: IntentQuery): Promise<Shown> {
    const pages = await Promise.all(
      stages.map((stage) => {
        // What landed or was withdrawn waits for nothing: of those the newest come first.
        const sort = stage === 'landed' || stage === 'withdrawn' ? 'newest' : 'waiting';
        return intents.list({ ...query, stage, sort, page: 1, per: this.#sizeOf(stage) });
      }),
    );
    const named: Named = { partners: {}, departments: {}, districts: {} };
    for (const page of pages) {
      Object.assign(named.partners, page.named.partners);
      Object.assign(named.departments, page.named.departments);
    }
    const piles = pages.map(({ total, items }, place) => ({
      stage: stages[place] ?? 'intent',
      total,
      items,
    }));
    return { piles, named };
  }

  #sizeOf = (stage: IntentStage): number => this.#sizes.get(stage) ?? AT_FIRST;

  get total(): number | undefined {
    return this.resource.value?.piles.reduce((sum, { total }) => sum + total, 0);
  }

  /** As it stands now. */
  refresh = (): Promise<void> => this.resource.load();

  /** Other filters: every stage begins at its top again. */
  begin(): Promise<void> {
    this.#sizes.clear();
    return this.refresh();
  }

  more(stage: IntentStage): Promise<void> {
    this.#sizes.set(stage, Math.min(AT_MOST, this.#sizeOf(stage) * 3));
    return this.refresh();
  }

  /** Whether more of a stage can be shown here; beyond that there is the list. */
  canGrow = ({ stage, items, total }: Pile): boolean =>
    items.length < total && this.#sizeOf(stage) < AT_MOST;
}
