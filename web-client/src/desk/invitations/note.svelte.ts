import { ApiError } from '../../api';
import type { Localized } from '../../i18n/localized';

/** The office's own words while they are typed. They change what stood when the typing began, whatever
 *  the page learns meanwhile: so nobody's text is replaced that was not looked at. */
export class NoteDraft {
  #standing: () => Localized;
  /** As it stood at the first keystroke, or at the last refusal. */
  #before = $state.raw<Localized>();
  #typed = $state.raw<Localized>({});
  #theirs = $state.raw<Localized>({});

  constructor(standing: () => Localized) {
    this.#standing = standing;
  }

  get before(): Localized {
    return this.#before ?? this.#standing();
  }

  get whole(): Localized {
    return { ...this.before, ...this.#typed };
  }

  get isDirty(): boolean {
    return Object.entries(this.#typed).some(([tag, text]) => text !== (this.before[tag] ?? ''));
  }

  text(language: string): string {
    return this.whole[language] ?? '';
  }

  type(language: string, text: string): void {
    this.#before ??= this.#standing();
    this.#typed = { ...this.#typed, [language]: text };
    if (!this.isDirty) this.clear();
  }

  clear(): void {
    this.#before = undefined;
    this.#typed = {};
    this.#theirs = {};
  }

  /** What somebody else wrote meanwhile where something is typed; empty when they took the text out. */
  theirs(language: string): string | undefined {
    return this.#theirs[language];
  }

  /** Takes what stands by now from a refusal: saving again changes that. Whether it was one. */
  refused(error: unknown): boolean {
    if (!(error instanceof ApiError) || error.code !== 'conflict') return false;
    const { current } = error.detail as { current: Localized };
    const changed = Object.entries(this.#typed).flatMap(([tag, mine]) => {
      const text = current[tag] ?? '';
      return text === mine || text === (this.before[tag] ?? '') ? [] : [[tag, text]];
    });
    this.#theirs = { ...this.#theirs, ...(Object.fromEntries(changed) as Localized) };
    this.#before = current;
    if (!this.isDirty) this.clear();
    return true;
  }
}
