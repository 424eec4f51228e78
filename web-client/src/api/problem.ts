import { t } from '../i18n/i18n.svelte';
import { ApiError } from './http';

/** What happened, what still works, what to do: the sentence for a request that failed. */
export function problemText(error: unknown): string {
  if (!(error instanceof ApiError)) return t('error.server');
  if (error.status === 0) return t('error.network');
  if (error.status === 401) return t('error.signed_out');
  if (error.status === 404) return t('error.not_found');
  if (error.status === 429) return t('error.too_many', { seconds: error.retryAfter ?? 60 });
  return t('error.server');
}
