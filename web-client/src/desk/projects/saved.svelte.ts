import { ApiError } from '../../api';
import { intents, type KeptIntent } from '../../api/intents';
import { t } from '../../i18n/i18n.svelte';
import { toast } from '../../ui/toast.svelte';
import { toastRefusal } from '../refused';

/** Moves when something was taken back, wherever one has gone by then: what is shown is read anew. */
class Undone {
  turn = $state(0);
}
export const undone = new Undone();

/** Says that it was saved, and offers to take it back. */
export function tellSaved(text: string, batch: number | null, then?: () => void): void {
  if (batch === null) toast('done', text);
  else toast('done', text, { label: t('action.undo'), run: () => void undo(batch, then) });
}

async function undo(batch: number, then?: () => void): Promise<void> {
  try {
    await intents.undo(batch);
    toast('done', t('project.undone'));
    then?.();
  } catch (error) {
    const isNewer = error instanceof ApiError && error.code === 'changed_since';
    toastRefusal(error, isNewer ? t('project.undo_too_late') : undefined);
  }
  undone.turn++;
}

/** What stands now, where somebody else was faster; `null`: it is gone. */
export function currentOf(error: unknown): KeptIntent | null | undefined {
  if (!(error instanceof ApiError) || error.status !== 412) return undefined;
  return (error.detail as { current?: KeptIntent | null } | undefined)?.current ?? null;
}

export interface Flaw {
  path: string;
  problem: string;
}

/** The fields that the server would not take. */
export function flawsOf(error: unknown): Flaw[] {
  if (!(error instanceof ApiError) || error.code !== 'invalid_record') return [];
  return (error.detail as { fields?: Flaw[] } | undefined)?.fields ?? [];
}

const problems = {
  empty: 'project.flaw.empty',
  too_long: 'project.flaw.too_long',
  too_many: 'project.flaw.too_many',
  duplicate: 'project.flaw.duplicate',
  unknown: 'project.flaw.unknown',
  before_begin: 'project.flaw.before_begin',
  missing: 'project.flaw.missing',
} as const;

/** The sentence for the first flaw of a field, or of a part of it. */
export function flawText(flaws: readonly Flaw[], path: string): string | undefined {
  const part = (at: string) =>
    at === path || at.startsWith(`${path}.`) || at.startsWith(`${path}[`);
  const flaw = flaws.find((one) => part(one.path));
  if (!flaw) return undefined;
  const known = problems[flaw.problem as keyof typeof problems];
  return t(known ?? 'project.flaw.invalid');
}
