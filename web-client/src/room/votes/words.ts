import { cityOf } from '../../i18n/display.svelte';
import { t } from '../../i18n/i18n.svelte';
import { pick } from '../../i18n/localized';
import type { Motion, VoterView, VoteView } from '../../generated/protocol';
import type { Room } from '../../meeting/room.svelte';

/** What can be chosen, the abstention last. */
export function choicesOf(
  motion: Motion | null,
  choices: number,
  language: string,
): { choice: number; label: string }[] {
  const label = (choice: number): string => {
    if (choice >= choices) return t('vote.choice.abstain');
    if (motion === null) return t('vote.option', { number: choice + 1 });
    const named = motion.options[choice];
    if (named) return pick(named, language);
    return t(choice === 0 ? 'vote.choice.for' : 'vote.choice.against');
  };
  return Array.from({ length: choices + 1 }, (_, choice) => ({ choice, label: label(choice) }));
}

export const motionOf = (vote: VoteView, language: string): string =>
  vote.motion ? pick(vote.motion.text, language) : t('vote.erased');

/** What came of a vote, in a few words; empty while it is open. */
export function outcomeOf(vote: VoteView, language: string): string {
  switch (vote.state) {
    case 'open':
      return '';
    case 'cancelled':
      return t('vote.cancelled');
    case 'voided':
      return t('vote.voided');
    case 'closed': {
      const { outcome, chosen } = vote.verdict;
      const named = (vote.motion?.options.length ?? 0) > 0;
      if (outcome !== 'passed' || chosen === null || !named) return t(`vote.outcome.${outcome}`);
      const option = choicesOf(vote.motion, vote.choices, language)[chosen]?.label ?? '';
      return t('vote.chosen', { option });
    }
  }
}

/** `Dresden: Katharina Vogel`, or the city alone where nobody votes for it. */
export function voterOf(room: Room, voter: VoterView, language: string): string {
  const city = pick(cityOf(room.delegations.get(voter.delegation) ?? {}), language);
  const name = pick(voter.name, language);
  return name === '' ? city : t('vote.voter', { city, name });
}
