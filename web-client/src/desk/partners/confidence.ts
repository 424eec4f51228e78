import { t, type MessageKey } from '../../i18n/i18n.svelte';

const words: Record<string, MessageKey> = {
  verified: 'partner.confidence.verified',
  'verified year': 'partner.confidence.verified_year',
  'single-source': 'partner.confidence.single',
  'single-source date': 'partner.confidence.single_date',
};

/** How sure an entry is: in the reader's words where they are usual ones, else in the compiler's. */
export function confidenceWord(told: string): string {
  const key = words[told];
  return key ? t(key) : told;
}
