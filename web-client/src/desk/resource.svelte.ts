import { ApiError } from '../api';
import { router } from '../router.svelte';

/** What a page shows, from the first request on: nothing yet, an error, or the value. */
export class Resource<Value> {
  value = $state.raw<Value | undefined>();
  error = $state.raw<unknown>();
  #fetch: () => Promise<Value>;
  #turn = 0;

  constructor(fetch: () => Promise<Value>) {
    this.#fetch = fetch;
    void this.load();
  }

  /** Asks again; the old value stays until the new one is there. */
  async load(): Promise<void> {
    const turn = ++this.#turn;
    try {
      const value = await this.#fetch();
      if (turn !== this.#turn) return;
      this.value = value;
      this.error = undefined;
    } catch (error) {
      if (turn !== this.#turn) return;
      if (error instanceof ApiError && error.status === 401) signIn();
      else this.error = error;
    }
  }
}

/** To the sign-in page, and back here afterwards. */
export function signIn(): void {
  const back = router.url.pathname + router.url.search + router.url.hash;
  router.go(`/signin?to=${encodeURIComponent(back)}`, { replace: true, force: true });
}
