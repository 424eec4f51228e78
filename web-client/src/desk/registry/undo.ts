import { registry } from '../../api/registry';
import { t } from '../../i18n/i18n.svelte';
import { toast } from '../../ui/toast.svelte';
import { toastRefusal } from '../refused';
import { refusalText } from './saving.svelte';

/** Says that something was kept, and takes it back when asked; `then` shows what stands afterwards. */
export function toastSaved(
  batch: number | null,
  then: () => unknown,
  text: string = t('registry.saved'),
): void {
  if (batch === null) {
    toast('done', text);
    return;
  }
  const run = (): void => void undo(batch, then);
  toast('done', text, { label: t('action.undo'), run });
}

/** Takes back what was written together; whether it was. */
export async function undo(batch: number, then: () => unknown): Promise<boolean> {
  try {
    const written = await registry.undo(batch);
    toastSaved(written.batch, then, t('registry.undone'));
    await then();
    return true;
  } catch (error) {
    toastRefusal(error, refusalText(error));
    return false;
  }
}
