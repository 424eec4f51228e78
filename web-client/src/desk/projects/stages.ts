import type { Intent, IntentStage, IntentStep } from '../../api/intents';
import type { MessageKey } from '../../i18n/i18n.svelte';
import { earliestOf } from '../../time/partial';

/** The way from what was said to what stands. */
export const way = ['intent', 'talks', 'signed', 'project', 'landed'] as const;

export const stageKey = (stage: IntentStage): MessageKey => `stage.${stage}`;

/** The one after it on the way: what a step most likely reaches. What was withdrawn is taken up by talks. */
export function nextStage(stage: IntentStage): IntentStage {
  if (stage === 'withdrawn') return 'talks';
  return way[way.indexOf(stage) + 1] ?? stage;
}

export const isOpen = (stage: IntentStage): boolean => stage !== 'landed' && stage !== 'withdrawn';

/** The steps in the order in which they happened, each with its place in the record. */
export function inOrder(intent: Intent): { step: IntentStep; place: number }[] {
  const steps = (intent.steps ?? []).map((step, place) => ({ step, place }));
  return steps.sort((a, b) => earliestOf(a.step.on).localeCompare(earliestOf(b.step.on)));
}

/** The stage that was reached by the last step that names one, up to `today`. */
export function stageOf(intent: Intent, today: string): IntentStage {
  const past = inOrder(intent).filter(({ step }) => earliestOf(step.on) <= today);
  return past.findLast(({ step }) => step.stage)?.step.stage ?? 'intent';
}

/** The furthest stage on the way that was ever reached: a withdrawal takes none back. */
export function furthest(intent: Intent, today: string): number {
  const past = inOrder(intent).filter(({ step }) => earliestOf(step.on) <= today);
  return Math.max(0, ...past.map(({ step }) => way.indexOf(step.stage as (typeof way)[number])));
}
