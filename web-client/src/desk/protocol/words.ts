import type { PlateGap, Protocol } from '../../api';
import { t } from '../../i18n/i18n.svelte';
import { languageName } from '../../i18n/names';
import { listOf } from '../../time/duration';

export const RULES = ['rank', 'country', 'accepted'] as const;

/** The rule and what breaks its ties, in one sentence each. */
export function ruleText({ rule, language, tie_break }: Protocol): string {
  const first = t(`protocol.by.${rule}`, { language: languageName(language) });
  const ties = tie_break.map((criterion) => t(`protocol.tie.${criterion}`));
  return `${first} ${t('protocol.ties', { criteria: listOf(ties) })}`;
}

/** `name in Chinese`, or `flag`. */
export const gapText = ({ part, language }: PlateGap): string =>
  language
    ? t('protocol.gap_in', { part: t(`protocol.part.${part}`), language: languageName(language) })
    : t(`protocol.part.${part}`);
