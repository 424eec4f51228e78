/** What the script itself did and saw, to hold the record against. */
export class Truth {
  readonly #stays = new Map<string, { from: number; to: number; end: string }[]>();
  readonly #items = new Map<string, { from: number; to: number }>();

  came(person: string): void {
    const stays = this.#stays.get(person) ?? [];
    stays.push({ from: Date.now(), to: 0, end: '' });
    this.#stays.set(person, stays);
  }

  went(person: string, end: string): void {
    const stay = this.#stays.get(person)?.at(-1);
    if (!stay || stay.to !== 0) return;
    stay.to = Date.now();
    stay.end = end;
  }

  started(item: string): void {
    this.#items.set(item, { from: Date.now(), to: 0 });
  }

  ended(item: string): void {
    const held = this.#items.get(item);
    if (held) held.to = Date.now();
  }

  stays(person: string) {
    return this.#stays.get(person) ?? [];
  }

  item(id: string) {
    return this.#items.get(id);
  }
}
