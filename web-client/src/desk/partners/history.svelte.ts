import { registry, type Exchange, type Named } from '../../api/registry';
import { earliestOf } from '../../time/partial';
import { fits, windowFrom, type Wish } from './activity';

/** Exchanges of one request, and of one step of the list on the page. */
const PAGE = 100;
const STEP = 12;

export interface Entry {
  record: Exchange;
  version: number;
}

/** The history with a partner, the newest first, fetched as far as somebody looks. */
export class History {
  entries = $state.raw<readonly Entry[]>([]);
  names = $state.raw<Named['departments']>({});
  total = $state(0);
  limit = $state(STEP);
  busy = $state(false);
  #page = 0;

  constructor(
    private readonly partner: string,
    private readonly today: string,
  ) {}

  get isWhole(): boolean {
    return this.#page > 0 && this.entries.length >= this.total;
  }

  /** All that the window needs, which is mostly one page. */
  static async of(partner: string, today: string): Promise<History> {
    const history = new History(partner, today);
    do await history.#fetch();
    while (!history.isWhole && history.#reaches(windowFrom(today)));
    return history;
  }

  shown(wish: Wish): readonly Entry[] {
    return this.#fitting(wish).slice(0, this.limit);
  }

  /** Whether there is, or may be, more than is shown. */
  hasMore(wish: Wish): boolean {
    return this.#fitting(wish).length > this.limit || !(this.isWhole || wish.recent);
  }

  /** The next entries that fit, however far back they lie. */
  async more(wish: Wish): Promise<void> {
    this.busy = true;
    try {
      const wanted = this.limit + STEP;
      while (!this.isWhole && !wish.recent && this.#fitting(wish).length < wanted)
        await this.#fetch();
      this.limit = wanted;
    } finally {
      this.busy = false;
    }
  }

  /** From the top again. */
  fold(): void {
    this.limit = STEP;
  }

  /** So far that this one is shown. */
  async reach(id: string, wish: Wish): Promise<void> {
    const at = () => this.#fitting(wish).findIndex(({ record }) => record.id === id);
    while (at() < 0 && !this.isWhole) await this.#fetch();
    this.limit = Math.max(this.limit, at() + 1);
  }

  #fitting = (wish: Wish): readonly Entry[] =>
    this.entries.filter(({ record }) => fits(record, wish, this.today));

  #reaches(day: string): boolean {
    const last = this.entries.at(-1);
    return last !== undefined && earliestOf(last.record.on) >= day;
  }

  async #fetch(): Promise<void> {
    const page = await registry.exchanges({
      partner: this.partner,
      page: this.#page + 1,
      per: PAGE,
    });
    this.#page += 1;
    const known = new Set(this.entries.map(({ record }) => record.id));
    const fresh = page.items.filter(({ record }) => !known.has(record.id));
    this.entries = [...this.entries, ...fresh];
    // One that was removed meanwhile must not be waited for.
    this.total = page.items.length < PAGE ? this.entries.length : page.total;
    this.names = { ...this.names, ...page.named.departments };
  }
}
