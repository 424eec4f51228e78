import { now, wall } from '../../time/format';
import { router } from '../../router.svelte';
import { desk } from '../office.svelte';
import { Resource } from '../resource.svelte';
import { ASKED, readQuestion, searchOf, type Question } from './question';

/** Today by the clock of the own city. */
export const today = (): string => wall(now(), desk.office.home.zone).slice(0, 10);

/** What the address asks, and the answer, asked for again whenever the address asks something else. */
export class Asked<Value> {
  readonly resource: Resource<Value>;
  readonly #path = router.url.pathname;
  /** Of this page alone: while it is left the address is already that of the next. */
  #search = $state(router.url.search);
  readonly question: Question = $derived(readQuestion(this.params, today()));

  constructor(ask: (question: Question, params: URLSearchParams) => Promise<Value>) {
    this.resource = new Resource(() => ask(this.question, this.params));
    $effect(() => {
      const { pathname, search } = router.url;
      if (pathname !== this.#path || search === this.#search) return;
      this.#search = search;
      void this.resource.load();
    });
  }

  get params(): URLSearchParams {
    return new URLSearchParams(this.#search);
  }

  /** Where the same page asks otherwise; `others` is what else it says, which otherwise stays. */
  address(changes: Partial<Question>, others: Record<string, string | undefined> = {}): string {
    const kept = [...this.params].filter(([name]) => !ASKED.includes(name));
    const search = searchOf(
      { ...this.question, ...changes },
      {
        ...Object.fromEntries(kept),
        ...others,
      },
    );
    return `${this.#path}?${search}`;
  }

  /** Asks otherwise: the address says so, and one can go back. */
  change(changes: Partial<Question>, others: Record<string, string | undefined> = {}): void {
    router.go(this.address(changes, others));
  }
}
