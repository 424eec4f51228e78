import type { DelegationMember, DelegationView, Localized, MemberNames } from '../api';

const base = (tag: string): string => tag.toLowerCase().split('-')[0] ?? '';

/** In which languages a name plate is written: the first two of the session, and the person's own. */
export function plateLanguages(languages: readonly string[], own: string): string[] {
  const first = languages.slice(0, 2);
  return first.some((tag) => base(tag) === base(own)) ? first : [...first, own];
}

/** The same, and those in which something stands already. */
export function writtenLanguages(member: DelegationMember, languages: readonly string[]): string[] {
  const plate = plateLanguages(languages, member.language);
  const names = member.proposal ?? member;
  const more = [...Object.keys(names.name), ...Object.keys(names.title)];
  return [...plate, ...new Set(more.filter((tag) => !plate.includes(tag)))];
}

const lacking = (text: Localized, tags: readonly string[]): string[] =>
  tags.filter((tag) => !Object.keys(text).some((known) => base(known) === base(tag)));

/** What the office still needs of somebody. What was proposed counts as given. */
export interface Wanting {
  name: string[];
  title: string[];
  /** Sessions that still take an answer and have none. */
  answers: string[];
  /** They never tested their connection, or failed. */
  test: boolean;
}

export function wantingOf(member: DelegationMember, view: DelegationView): Wanting {
  const tags = plateLanguages(view.languages, member.language);
  const names: MemberNames = member.proposal ?? member;
  const open = new Map(view.sessions.map((one) => [one.id, one]));
  const ahead = member.attends.filter(({ session }) => {
    const state = open.get(session)?.state;
    return state === 'planned' || state === 'open' || state === 'live';
  });
  const comes = ahead.filter(({ reply }) => reply?.answer.kind !== 'declined');
  const passed = ({ verdict }: { verdict: string }) => verdict !== 'not_ready';
  return {
    name: lacking(names.name, tags),
    title: lacking(names.title, tags),
    answers: ahead
      .filter(({ session, reply }) => reply === null && open.get(session)?.open)
      .map(({ session }) => session),
    test: comes.length > 0 && !comes.some(({ check }) => check !== null && passed(check)),
  };
}

export const isWanting = ({ name, title, answers, test }: Wanting): boolean =>
  name.length + title.length + answers.length > 0 || test;
