import { t } from '../../i18n/i18n.svelte';
import { toast } from '../../ui/toast.svelte';

/** Puts text on the clipboard and says so; where that is refused, says what to do instead. */
export async function copyText(text: string, done: string): Promise<void> {
  try {
    await navigator.clipboard.writeText(text);
    toast('done', done);
  } catch {
    toast('failed', t('links.copy_refused'));
  }
}
