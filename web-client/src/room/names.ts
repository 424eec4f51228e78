import { cityOf } from '../i18n/display.svelte';
import { i18n } from '../i18n/i18n.svelte';
import { pick } from '../i18n/localized';
import type { Named, PersonView } from '../generated/protocol';
import type { Room } from '../meeting/room.svelte';

const base = (tag: string): string => tag.toLowerCase().split('-')[0] ?? '';

/** Names are shown in the reader's language where the session has it, else in English where it has
 *  that, else in its main one. */
export function shownLanguage(session: readonly string[]): string {
  const spoken = (language: string) => session.find((tag) => base(tag) === base(language));
  return spoken(i18n.locale) ?? spoken('en') ?? session[0] ?? i18n.locale;
}

/** The language that plates are written in first, for every reader: the session's first. */
export const mainLanguage = (session: readonly string[]): string => session[0] ?? i18n.locale;

export const nameOf = (person: PersonView | undefined, language: string): string =>
  person ? pick(person.name, language) : '';

/** `Katharina Vogel, Dresden`, whether they are here or not. */
export function namedLine(room: Room, named: Named, language: string): string {
  const comma = /^(zh|ja)/.test(language) ? '，' : language.startsWith('ar') ? '، ' : ', ';
  const city = pick(cityOf(room.delegations.get(named.delegation) ?? {}), language);
  return [pick(named.name, language), city].filter(Boolean).join(comma);
}
