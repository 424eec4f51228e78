import { ApiError } from '../../api';
import type { Kept } from '../../api/registry';
import { t, type MessageKey } from '../../i18n/i18n.svelte';
import { currentOf, flawAt, flawsOf, flawText, type Flaw } from '../flaws';
import { refusalText } from '../refused';

const refusals: Record<string, MessageKey> = {
  already_sister: 'registry.refused.already_sister',
  prepared: 'registry.refused.prepared',
  ended: 'registry.refused.ended',
  too_early: 'registry.refused.too_early',
};

/** Why the registry did not do it, in a sentence. */
function refusedText(error: ApiError): string {
  const key = refusals[error.code];
  return key ? t(key) : refusalText(error);
}

/** One form on its way to the registry: what was refused of it, and what stood in its way. */
export class Saving {
  flaws = $state.raw<readonly Flaw[]>([]);
  failure = $state('');
  /** Somebody saved the record meanwhile; `null`: somebody removed it. */
  conflict = $state.raw<Kept<unknown> | null | undefined>();

  /** What is wrong with a field, or with a part of it. */
  problem(path: string): string | undefined {
    return flawText(this.flaws, path);
  }

  /** The same of lines that are written below each other: with the number of the line. */
  lineProblem(path: string): string | undefined {
    const text = this.problem(path);
    const line = /\[(\d+)\]/.exec(flawAt(this.flaws, path)?.path.slice(path.length) ?? '')?.[1];
    return text && line !== undefined
      ? t('registry.line_wrong', { line: Number(line) + 1, text })
      : text;
  }

  /** What was done, or nothing: then it says why it was not. */
  async run<Done>(act: () => Promise<Done>): Promise<Done | undefined> {
    this.flaws = [];
    this.failure = '';
    try {
      const done = await act();
      this.conflict = undefined;
      return done;
    } catch (error) {
      this.#refused(error);
      return undefined;
    }
  }

  #refused(error: unknown): void {
    if (!(error instanceof ApiError)) throw error;
    const flaws = flawsOf(error);
    const current = currentOf<Kept<unknown>>(error);
    if (flaws.length > 0) this.flaws = flaws;
    else if (current !== undefined) this.conflict = current;
    else this.failure = refusedText(error);
  }
}
