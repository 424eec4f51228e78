import { ApiError } from '../api';
import { problemText } from '../api/problem';
import { t } from '../i18n/i18n.svelte';
import { toast } from '../ui/toast.svelte';
import { signIn } from './resource.svelte';

/** Says why something was not done; to somebody who has been signed out also where to go. */
export function toastRefusal(error: unknown, text = problemText(error)): void {
  const isSignedOut = error instanceof ApiError && error.status === 401;
  toast('failed', text, isSignedOut ? { label: t('signin.do'), run: signIn } : undefined);
}
