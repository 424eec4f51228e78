import { SvelteSet } from 'svelte/reactivity';

/** A letter that could be sent now. */
export interface Sendable {
  session: string;
  person: string;
}

const key = ({ session, person }: Sendable): string => `${session} ${person}`;

/** Which of the letters on a board are to be sent: all, but for those taken out. */
export class Choice {
  #out = new SvelteSet<string>();

  has(letter: Sendable): boolean {
    return !this.#out.has(key(letter));
  }

  set(letters: readonly Sendable[], chosen: boolean): void {
    for (const letter of letters)
      if (chosen) this.#out.delete(key(letter));
      else this.#out.add(key(letter));
  }

  of<Letter extends Sendable>(letters: readonly Letter[]): Letter[] {
    return letters.filter((letter) => this.has(letter));
  }
}
