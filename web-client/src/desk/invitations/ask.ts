import { ApiError } from '../../api';
import { t } from '../../i18n/i18n.svelte';
import { toast } from '../../ui/toast.svelte';
import { toastRefusal } from '../refused';
import type { Resource } from '../resource.svelte';

/** Shows a board as it stands after a request, or says why it was refused. */
export async function show<Board>(
  board: Resource<Board>,
  request: Promise<Board>,
  done?: string,
): Promise<void> {
  try {
    board.value = await request;
    if (done) toast('done', done);
  } catch (error) {
    const stale = error instanceof ApiError && error.status === 409;
    toastRefusal(error, stale ? t('invitations.changed_meanwhile') : undefined);
    await board.load();
  }
}
