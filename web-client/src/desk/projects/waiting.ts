import type { Intent, IntentStage, ShownIntent } from '../../api/intents';
import { t } from '../../i18n/i18n.svelte';
import { spanOf } from '../../time/duration';
import { daysFrom, earliestOf, latestOf } from '../../time/partial';
import { inOrder, isOpen, stageOf } from './stages';

/** Days without a step after which what is open is stalled; the server counts alike. */
const STALLED_AFTER = 90;

/** How a project stands on a day. */
export interface Standing {
  stage: IntentStage;
  lastStep: string;
  stalled: boolean;
  overdue: boolean;
}

/** As the server tells it of those in a list. */
export const shownStanding = (shown: ShownIntent): Standing => ({
  stage: shown.stage ?? 'intent',
  lastStep: shown.last_step ?? earliestOf(shown.record.said_on),
  stalled: shown.stalled,
  overdue: shown.overdue,
});

/** The same of a record that came alone. */
export function standing(intent: Intent, today: string): Standing {
  const stage = stageOf(intent, today);
  const days = inOrder(intent).map(({ day }) => day);
  const past = [earliestOf(intent.said_on), ...days.filter((day) => day <= today)];
  const lastStep = past.toSorted().at(-1) ?? earliestOf(intent.said_on);
  return {
    stage,
    lastStep,
    stalled: isOpen(stage) && daysFrom(lastStep, today) >= STALLED_AFTER,
    overdue: isOpen(stage) && !!intent.due && latestOf(intent.due) < today,
  };
}

/** What stands out until something happens, each as a sentence of its own. */
export function warnings(intent: Intent, stands: Standing, today: string): string[] {
  const found: string[] = [];
  if (stands.overdue && intent.due) {
    const time = spanOf(daysFrom(latestOf(intent.due), today));
    found.push(t('project.days_overdue', { time }));
  }
  if (stands.stalled) {
    const time = spanOf(daysFrom(stands.lastStep, today));
    found.push(t('project.days_without', { time }));
  }
  return found;
}
