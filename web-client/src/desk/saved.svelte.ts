import { untrack } from 'svelte';
import { undoBatch } from '../api/batches';
import { t } from '../i18n/i18n.svelte';
import { toast } from '../ui/toast.svelte';
import { toastRefusal } from './refused';

/** Moves when something was taken back, wherever one has gone by then. */
class TakenBack {
  turn = $state(0);
}
const takenBack = new TakenBack();

/** Does this whenever something is taken back while the page stands: it shows what is so now. */
export function whenTakenBack(act: () => unknown): void {
  const begun = takenBack.turn;
  $effect(() => {
    if (takenBack.turn !== begun) untrack(() => void act());
  });
}

/** Done after something was taken back; `false`: the taking back was taken back itself. */
type Afterwards = (isBack: boolean) => unknown;

/** Says that something was kept, and takes it back when asked. */
export function toastSaved(
  text: string,
  batch: number | null,
  then?: Afterwards,
  isBack = true,
): void {
  const run = (): void => void takeBack(batch ?? 0, then, isBack);
  toast('done', text, batch === null ? undefined : { label: t('action.undo'), run });
}

/** Takes back what was written together; whether it was. */
export async function takeBack(batch: number, then?: Afterwards, isBack = true): Promise<boolean> {
  try {
    const written = await undoBatch(batch);
    toastSaved(t('saved.undone'), written.batch, then, !isBack);
  } catch (error) {
    toastRefusal(error);
    return false;
  }
  takenBack.turn += 1;
  await then?.(isBack);
  return true;
}
