import type { Cue, CueKind, CueOwner, Duty, Plan, PlanDraft } from '../../api';
import { t } from '../../i18n/i18n.svelte';
import { pick } from '../../i18n/localized';
import { countdown, type Timestamp } from '../../time/format';
import { itemStarts } from './agenda';
import { temporaryId } from './draft';

export const cueKinds: CueKind[] = [
  'rehearsal',
  'check',
  'doors',
  'opening',
  'speech',
  'dialogue',
  'signing',
  'photo',
  'closing',
  'readout',
  'technical',
];

export const duties: Duty[] = [
  'caller',
  'floor_manager',
  'host',
  'sound_and_picture',
  'interpretation',
  'protocol',
  'press',
];

/** A day, in seconds: no cue is farther from what it is counted from. */
export const farthest = 24 * 3600;
const second = 1_000_000;

type Planned = Pick<Plan | PlanDraft, 'starts_at' | 'agenda' | 'cues' | 'people'>;

export const newCue = (language: string | null): Cue => ({
  id: temporaryId(),
  title: {},
  kind: 'technical',
  item: null,
  offset: 0,
  owner: null,
  language,
  fallback: {},
});

/** When a cue is planned: counted from its item, else from the beginning of the session. */
export function cueTime(plan: Planned, cue: Cue): Timestamp {
  const place = plan.agenda.findIndex((item) => item.id === cue.item);
  const from = itemStarts(plan.starts_at, plan.agenda)[place] ?? plan.starts_at;
  return from + (cue.offset || 0) * second;
}

/** The cues in the order of time; those of one moment as they are written. */
export function runSheet(plan: Planned): { cue: Cue; at: Timestamp }[] {
  const timed = plan.cues.map((cue) => ({ cue, at: cueTime(plan, cue) }));
  return timed.sort((one, other) => one.at - other.at);
}

/** A cue that no longer goes with its item, at the time that it had. */
export function detached(plan: Planned, cue: Cue): Cue {
  const offset = Math.round((cueTime(plan, cue) - plan.starts_at) / second);
  return { ...cue, item: null, offset };
}

/** `2:30`, `1:02:05` or `5` (minutes), in seconds; nothing when it is none of these. */
export function readClock(text: string): number | undefined {
  const parts = text.trim().split(':');
  if (parts.length > 3 || parts.some((part) => !/^\d{1,4}$/.test(part))) return undefined;
  const [first = 0, ...rest] = parts.map(Number);
  if (rest.some((part) => part > 59)) return undefined;
  const seconds = rest.reduce((sum, part) => sum * 60 + part, first);
  return parts.length === 1 ? seconds * 60 : seconds;
}

/** `+2:30`, `-30:00`, `0:00` */
export function signedClock(offset: number): string {
  const sign = offset < 0 ? '\u2212' : offset > 0 ? '+' : '';
  return sign + countdown(Math.abs(offset));
}

export const ownerKey = (owner: CueOwner | null): string =>
  owner === null ? '' : 'person' in owner ? `person ${owner.person}` : `duty ${owner.duty}`;

export function ownerOf(key: string): CueOwner | null {
  const [kind = '', value = ''] = key.split(' ');
  if (kind === 'person') return { person: value };
  const duty = duties.find((one) => kind === 'duty' && one === value);
  return duty ? { duty } : null;
}

/** Whom the run sheet names; nothing for somebody who is not in the plan any more. */
export function ownerName(plan: Pick<Plan, 'people'>, owner: CueOwner | null): string | undefined {
  if (owner === null) return undefined;
  if ('duty' in owner) return t(`cue.duty.${owner.duty}`);
  const person = plan.people.find((one) => one.id === owner.person);
  return person && (pick(person.name) || t('plan.unnamed'));
}

export type CueProblem = 'no_owner' | 'not_coming';

/** What is missing for a cue to be called; `absent` are those who said that they do not come. */
export function cueProblem(
  plan: Pick<Plan, 'people'>,
  cue: Cue,
  absent: ReadonlySet<string>,
): CueProblem | undefined {
  if (ownerName(plan, cue.owner) === undefined) return 'no_owner';
  const person = cue.owner && 'person' in cue.owner ? cue.owner.person : '';
  return absent.has(person) ? 'not_coming' : undefined;
}
