import type { FieldProblem, PlanDraft } from '../../api';
import { farthest } from './cues';
import { missing, secondsOf } from './draft';

/** Shortest and longest a session and an item may be, in minutes. */
export const sessionMinutes = { min: 5, max: 24 * 60 };
export const itemMinutes = { min: 1, max: 600 };
/** Shortest and longest time of a speaker, and of a delegation, in seconds. */
export const speakerSeconds = { min: 10, max: 4 * 3600 };
export const delegationSeconds = { min: 10, max: 24 * 3600 };

const outside = (value: number, { min, max }: { min: number; max: number }): boolean =>
  !Number.isInteger(Number(value)) || Number(value) < min || Number(value) > max;
const wrongTime = (typed: number | null, bounds: { min: number; max: number }): boolean => {
  const seconds = secondsOf(typed);
  return seconds !== null && outside(seconds, bounds);
};
const blank = (text: Record<string, string>): boolean =>
  Object.values(text).every((value) => value.trim() === '');

/** What must be mended before the plan is sent; the server looks again, and has the last word. */
export function planProblems(plan: PlanDraft): FieldProblem[] {
  const found = sharedProblems(plan);
  const add = (path: string, problem: string) => found.push({ path, problem });
  if (plan.starts_at === 0) add('starts_at', 'empty');
  if (outside(plan.minutes, sessionMinutes)) add('minutes', 'out_of_range');
  // The sessions of an event are filled by and by.
  if (plan.event === null) {
    if (plan.delegations.every((one) => one.partner === null)) add('delegations', 'no_partner');
    if (plan.people.every((person) => person.role !== 'host')) add('people', 'no_host');
  }
  if (plan.hall && blank(plan.hall.place)) add('hall.place', 'empty');
  if (wrongTime(plan.floor.speaker_seconds, speakerSeconds))
    add('floor.speaker_seconds', 'out_of_range');
  if (wrongTime(plan.floor.delegation_seconds, delegationSeconds))
    add('floor.delegation_seconds', 'out_of_range');
  plan.agenda.forEach((item, place) => {
    if (blank(item.title)) add(`agenda[${place}].title`, 'empty');
    if (outside(item.minutes, itemMinutes)) add(`agenda[${place}].minutes`, 'out_of_range');
    if (wrongTime(item.speaker_seconds, speakerSeconds))
      add(`agenda[${place}].speaker_seconds`, 'out_of_range');
  });
  plan.cues.forEach((cue, place) => {
    if (blank(cue.title)) add(`cues[${place}].title`, 'empty');
    if (outside(cue.offset, { min: -farthest, max: farthest }))
      add(`cues[${place}].offset`, 'out_of_range');
  });
  return found;
}

/** What is asked of sessions and events alike: titles, names. */
export function sharedProblems(plan: PlanDraft): FieldProblem[] {
  const found: FieldProblem[] = [];
  const add = (path: string, problem: string) => found.push({ path, problem });
  for (const tag of missing(plan.title, plan.languages)) add(`title.${tag}`, 'empty');
  if (plan.languages.length < 2) add('title', 'second_language');
  plan.delegations.forEach((one, place) => {
    if (blank(one.city)) add(`delegations[${place}].city`, 'empty');
  });
  plan.people.forEach((person, place) => {
    if (blank(person.name)) add(`people[${place}].name`, 'empty');
  });
  return found;
}

/** The problem of a field: at its very path, or at a part of it (`name` of `name.en`). */
export function problemAt(
  problems: readonly FieldProblem[],
  path: string,
): FieldProblem | undefined {
  return problems.find((one) => one.path === path || one.path.startsWith(`${path}.`));
}
