import { ApiError } from '../../api';
import { exchanges } from '../../api/exchanges';
import { problemText } from '../../api/problem';
import { t } from '../../i18n/i18n.svelte';
import { toast } from '../../ui/toast.svelte';
import { toastRefusal } from '../refused';

/** Counts what was taken back: a page that shows the history asks again. */
class TakenBack {
  turn = $state(0);
}
export const takenBack = new TakenBack();

/** Says that something was saved, and how it is taken back. `then`: once it was. */
export function toastSaved(text: string, batch: number | null, then?: () => void): void {
  const undo = { label: t('action.undo'), run: () => void takeBack(batch ?? 0, then) };
  toast('done', text, batch === null ? undefined : undo);
}

async function takeBack(batch: number, then?: () => void): Promise<void> {
  try {
    await exchanges.undo(batch);
  } catch (error) {
    const changed = error instanceof ApiError && error.code === 'changed_since';
    toastRefusal(error, changed ? t('exchanges.changed_since') : problemText(error));
    return;
  }
  takenBack.turn++;
  toast('done', t('exchanges.taken_back'));
  then?.();
}
