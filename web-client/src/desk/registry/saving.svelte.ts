import { ApiError } from '../../api';
import { problemText } from '../../api/problem';
import type { Flaw, Kept } from '../../api/registry';
import { t, type MessageKey } from '../../i18n/i18n.svelte';

const flawWords: Record<string, MessageKey> = {
  empty: 'registry.flaw.empty',
  missing: 'registry.flaw.empty',
  too_long: 'registry.flaw.too_long',
  too_many: 'registry.flaw.too_many',
  duplicate: 'registry.flaw.duplicate',
  taken: 'registry.flaw.taken',
  unknown: 'registry.flaw.unknown',
  out_of_range: 'registry.flaw.out_of_range',
  before_begin: 'registry.flaw.before_begin',
};

const refusals: Record<string, MessageKey> = {
  already_sister: 'registry.refused.already_sister',
  prepared: 'registry.refused.prepared',
  ended: 'registry.refused.ended',
  too_early: 'registry.refused.too_early',
  in_use: 'registry.refused.in_use',
  changed_since: 'registry.refused.changed_since',
  erased: 'registry.refused.erased',
};

export const flawText = (problem: string): string =>
  t(flawWords[problem] ?? 'registry.flaw.invalid');

/** Why the registry did not do it, in a sentence. */
export function refusalText(error: unknown): string {
  const key = error instanceof ApiError ? refusals[error.code] : undefined;
  return key ? t(key) : problemText(error);
}

/** What an answer holds beside its code. */
const detailOf = (error: ApiError) =>
  (error.detail ?? {}) as { fields?: Flaw[]; current?: Kept<unknown> | null };

/** One form on its way to the registry: what was refused of it, and what stood in its way. */
export class Saving {
  flaws = $state.raw<readonly Flaw[]>([]);
  failure = $state('');
  /** Somebody saved the record meanwhile; `null`: somebody removed it. */
  conflict = $state.raw<Kept<unknown> | null | undefined>();

  /** What is wrong with a field, or with a part of it. */
  problem(path: string): string | undefined {
    const found = this.flaws.find((flaw) => flaw.path === path || isWithin(flaw.path, path));
    return found && flawText(found.problem);
  }

  /** The same of lines that are written below each other: with the number of the line. */
  lineProblem(path: string): string | undefined {
    const found = this.flaws.find((flaw) => flaw.path === path || isWithin(flaw.path, path));
    const line = found && /\[(\d+)\]/.exec(found.path.slice(path.length))?.[1];
    if (!found) return undefined;
    const text = flawText(found.problem);
    return line === undefined ? text : t('registry.line_wrong', { line: Number(line) + 1, text });
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
    const { fields, current } = detailOf(error);
    if (error.code === 'invalid_record' && fields) this.flaws = fields;
    else if (error.status === 412) this.conflict = current ?? null;
    else this.failure = refusalText(error);
  }
}

/** `names.en` and `names[2]` lie within `names`; `names_of` does not. */
const isWithin = (path: string, whole: string): boolean =>
  path.startsWith(`${whole}.`) || path.startsWith(`${whole}[`);
