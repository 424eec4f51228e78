import { ApiError } from '../api';
import { t, type MessageKey } from '../i18n/i18n.svelte';

/** What is wrong with a field of a record, and where: `partners[2]`, `title.en`. */
export interface Flaw {
  path: string;
  problem: string;
}

type Words = Readonly<Record<string, MessageKey>>;

const words: Words = {
  empty: 'flaw.empty',
  missing: 'flaw.empty',
  too_long: 'flaw.too_long',
  too_many: 'flaw.too_many',
  duplicate: 'flaw.duplicate',
  taken: 'flaw.taken',
  unknown: 'flaw.unknown',
  out_of_range: 'flaw.out_of_range',
  before_begin: 'flaw.before_begin',
};

/** The fields that the server does not take as they are. */
export function flawsOf(error: unknown): readonly Flaw[] {
  if (!(error instanceof ApiError) || error.code !== 'invalid_record') return [];
  return (error.detail as { fields?: Flaw[] } | undefined)?.fields ?? [];
}

/** What is wrong with a field, or with a part of it: `names.en` and `names[2]` are parts of `names`. */
export const flawAt = (flaws: readonly Flaw[], path: string): Flaw | undefined =>
  flaws.find(
    (one) =>
      one.path === path || one.path.startsWith(`${path}.`) || one.path.startsWith(`${path}[`),
  );

/** The same in a sentence; `own`: what a problem is called where a form says it better. */
export function flawText(
  flaws: readonly Flaw[],
  path: string,
  own: Words = {},
): string | undefined {
  const found = flawAt(flaws, path);
  return found && t(own[found.problem] ?? words[found.problem] ?? 'flaw.invalid');
}

/** What stands now, where somebody else was faster; `null`: it was removed. */
export function currentOf<Current>(error: unknown): Current | null | undefined {
  if (!(error instanceof ApiError) || error.status !== 412) return undefined;
  return (error.detail as { current?: Current | null } | undefined)?.current ?? null;
}
