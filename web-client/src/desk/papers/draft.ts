import type { Paper, PaperDraft, Plan } from '../../api';
import { t } from '../../i18n/i18n.svelte';
import { pick } from '../../i18n/localized';

/** A paper as it stands, to be changed. An item that was taken out of the agenda stays: without it
 *  the paper would belong to the whole session, and be shown to more people. */
export function draftOf({ title, audience, item }: Paper): PaperDraft {
  const read = () => ({ title: { ...title }, audience, item });
  return { ...read(), before: read() };
}

/** What a paper can belong to; also the item it belonged to `before`, although it was taken out. */
export function placesOf(plan: Plan, before: string | null): { value: string; label: string }[] {
  const planned = plan.agenda.map(({ id, title }, place) => ({
    value: id,
    label: `${place + 1}. ${pick(title)}`,
  }));
  const isGone = before !== null && !plan.agenda.some(({ id }) => id === before);
  return [
    { value: '', label: t('papers.whole') },
    ...planned,
    ...(isGone ? [{ value: before, label: t('paper.item_gone') }] : []),
  ];
}
