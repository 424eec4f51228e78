import type { PlanDraft } from '../../api';
import { t } from '../../i18n/i18n.svelte';
import { pick } from '../../i18n/localized';

/** By how many places Alt with an arrow moves a row; undefined for every other key. */
export function movedBy({ altKey, key }: KeyboardEvent): number | undefined {
  return altKey ? { ArrowUp: -1, ArrowDown: 1 }[key] : undefined;
}

/** Everybody who is invited, to be chosen from, with their city. */
export const peopleOf = ({
  people,
  delegations,
}: Pick<PlanDraft, 'people' | 'delegations'>): { id: string; label: string }[] =>
  people.map(({ id, name: names, delegation }) => {
    const city = pick(delegations.find((one) => one.id === delegation)?.city ?? {});
    const name = pick(names) || t('plan.unnamed');
    return { id, label: city ? `${name} · ${city}` : name };
  });
