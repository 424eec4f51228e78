import type { Intent, IntentStage, IntentStep } from '../../api/intents';
import type { MessageKey } from '../../i18n/i18n.svelte';
import { earliestOf, latestOf } from '../../time/partial';

/** The way from what was said to what stands. */
export const way = ['intent', 'talks', 'signed', 'project', 'landed'] as const;

export const stageKey = (stage: IntentStage): MessageKey => `stage.${stage}`;

/** The one after it on the way: what a step most likely reaches. What was withdrawn is taken up by talks. */
export function nextStage(stage: IntentStage): IntentStage {
  if (stage === 'withdrawn') return 'talks';
  return way[way.indexOf(stage) + 1] ?? stage;
}

export const isOpen = (stage: IntentStage): boolean => stage !== 'landed' && stage !== 'withdrawn';

/** A step with its place in the record and the day with which it counts. */
export interface Happened {
  step: IntentStep;
  place: number;
  day: string;
}

/**
 * The steps in the order in which they happened. A vague one counts as early as it may have been, but
 * neither before the saying nor before a line above it, as far as its date leaves room for these: "2019"
 * below "2019-05-20" is no earlier than that day. The server counts alike.
 */
export function inOrder(intent: Intent): Happened[] {
  const days = [earliestOf(intent.said_on)];
  const steps = (intent.steps ?? []).map((step, place) => {
    const [first, last] = [earliestOf(step.on), latestOf(step.on)];
    const above = days.filter((day) => first <= day && day <= last);
    const day = above.toSorted().at(-1) ?? first;
    days.push(day);
    return { step, place, day };
  });
  return steps.sort((a, b) => a.day.localeCompare(b.day));
}

/** The stage that was reached by the last step that names one, up to `today`. */
export function stageOf(intent: Intent, today: string): IntentStage {
  const past = inOrder(intent).filter(({ day }) => day <= today);
  return past.findLast(({ step }) => step.stage)?.step.stage ?? 'intent';
}

/** The furthest stage on the way that was ever reached: a withdrawal takes none back. */
export function furthest(intent: Intent, today: string): number {
  const past = inOrder(intent).filter(({ day }) => day <= today);
  return Math.max(0, ...past.map(({ step }) => way.indexOf(step.stage as (typeof way)[number])));
}
