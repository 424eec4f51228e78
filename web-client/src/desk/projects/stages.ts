import type { Intent, IntentField, IntentStage, IntentStep } from '../../api/intents';
import type { MessageKey } from '../../i18n/i18n.svelte';

/** The way from what was said to what stands. */
export const way = ['intent', 'talks', 'signed', 'project', 'landed'] as const;
export const stages: readonly IntentStage[] = [...way, 'withdrawn'];

export const fields: readonly IntentField[] = [
  'culture',
  'education',
  'personnel',
  'trade',
  'science_technology',
  'health',
  'sport',
  'tourism',
  'digital_governance',
  'heritage',
  'environment',
  'other',
];

export const stageKey = (stage: IntentStage): MessageKey => `stage.${stage}`;
export const fieldKey = (field: IntentField): MessageKey => `field.${field}`;

/** The one after it on the way: what a step most likely reaches. What was withdrawn is taken up by talks. */
export function nextStage(stage: IntentStage): IntentStage {
  if (stage === 'withdrawn') return 'talks';
  return way[way.indexOf(stage) + 1] ?? stage;
}

export const isOpen = (stage: IntentStage): boolean => stage !== 'landed' && stage !== 'withdrawn';

/** The steps in the order in which they happened, each with its place in the record. */
export function inOrder(intent: Intent): { step: IntentStep; place: number }[] {
  const steps = (intent.steps ?? []).map((step, place) => ({ step, place }));
  return steps.sort((a, b) => earliest(a.step.on).localeCompare(earliest(b.step.on)));
}

/** The stage that was reached by the last step that names one, up to `today`. */
export function stageOf(intent: Intent, today: string): IntentStage {
  const past = inOrder(intent).filter(({ step }) => earliest(step.on) <= today);
  return past.findLast(({ step }) => step.stage)?.step.stage ?? 'intent';
}

/** The furthest stage on the way that was ever reached: a withdrawal takes none back. */
export function furthest(intent: Intent, today: string): number {
  const past = inOrder(intent).filter(({ step }) => earliest(step.on) <= today);
  return Math.max(0, ...past.map(({ step }) => way.indexOf(step.stage as (typeof way)[number])));
}

/** The first day of a date that may say less than a day. */
export const earliest = (date: string): string =>
  date.length === 4 ? `${date}-01-01` : date.length === 7 ? `${date}-01` : date;

/** The last day of such a date. */
export function latest(date: string): string {
  if (date.length === 4) return `${date}-12-31`;
  if (date.length !== 7) return date;
  const [year = 0, month = 0] = date.split('-').map(Number);
  return `${date}-${new Date(Date.UTC(year, month, 0)).getUTCDate()}`;
}

/** Whole days from one calendar day to another. */
export const daysFrom = (from: string, to: string): number =>
  Math.round((Date.parse(to) - Date.parse(from)) / 86_400_000);
