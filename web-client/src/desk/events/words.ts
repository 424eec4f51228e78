import type { Localized } from '../../api';
import { t } from '../../i18n/i18n.svelte';
import { pick } from '../../i18n/localized';

/** `Mayors’ forum, edition 7`; empty for an event that stands for itself. */
export function seriesLine(of: { series?: Localized | null; edition?: number | null }): string {
  const name = of.series ? pick(of.series) : '';
  const edition = of.edition ? t('event.edition_number', { edition: of.edition }) : '';
  return [name, edition].filter((part) => part !== '').join(' · ');
}
