import { ApiError } from '../api';
import { problemText } from '../api/problem';
import { t, type MessageKey } from '../i18n/i18n.svelte';
import { toast } from '../ui/toast.svelte';
import { signIn } from './resource.svelte';

const refusals: Record<string, MessageKey> = {
  in_use: 'refused.in_use',
  changed_since: 'refused.changed_since',
  erased: 'refused.erased',
  missing: 'refused.missing',
  unfit: 'refused.unfit',
};

/** Why it was not done, in a sentence. */
export function refusalText(error: unknown): string {
  const key = error instanceof ApiError ? refusals[error.code] : undefined;
  return key ? t(key) : problemText(error);
}

/** Says why something was not done; to somebody who has been signed out also where to go. */
export function toastRefusal(error: unknown, text = refusalText(error)): void {
  const isSignedOut = error instanceof ApiError && error.status === 401;
  toast('failed', text, isSignedOut ? { label: t('signin.do'), run: signIn } : undefined);
}
