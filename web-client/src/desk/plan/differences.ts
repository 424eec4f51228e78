import type { PlanDraft } from '../../api';
import { t, type MessageKey } from '../../i18n/i18n.svelte';
import { pick } from '../../i18n/localized';
import { ownerName, signedClock } from './cues';
import { languageName } from '../../i18n/names';
import { listOf, minutesOf } from '../../time/duration';
import { longDateOf, timeOf } from '../../time/format';

export interface Difference {
  part: MessageKey;
  /** Which person, item or language, if there are several. */
  of: string;
  /** Empty where it does not exist. */
  mine: string;
  theirs: string;
}

interface Part {
  part: MessageKey;
  of: string;
  text: string;
}

/** What stands in the one plan and not in the other, or stands there otherwise. */
export function differences(base: PlanDraft, mine: PlanDraft, theirs: PlanDraft): Difference[] {
  const [old, own, other] = [describe(base), describe(mine), describe(theirs)];
  const keys = [...new Set([...own.keys(), ...other.keys()])];
  return keys.flatMap((key) => {
    const [was, here, there] = [old.get(key)?.text, own.get(key)?.text, other.get(key)?.text];
    // What only I changed stands in nobody's way.
    if (here === there || there === was) return [];
    const { part, of } = other.get(key) ?? own.get(key) ?? { part: 'plan.title', of: '' };
    return [{ part, of, mine: here ?? '', theirs: there ?? '' }];
  });
}

function describe(plan: PlanDraft): Map<string, Part> {
  const parts = new Map<string, Part>();
  const add = (key: string, part: MessageKey, of: string, text: string) =>
    parts.set(key, { part, of, text });
  for (const [tag, text] of Object.entries(plan.title))
    add(`title ${tag}`, 'plan.title', languageName(tag), text);
  const start = `${longDateOf(plan.starts_at, plan.zone)} ${timeOf(plan.starts_at, plan.zone)}`;
  add('start', 'plan.start', '', `${start}, ${plan.zone}`);
  add('minutes', 'plan.length', '', minutesOf(plan.minutes));
  add('languages', 'plan.languages', '', listOf(plan.languages.map((tag) => languageName(tag))));
  add('admission', 'plan.admission', '', t(`admission.${plan.admission}`));
  const rehearsal = plan.rehearsal ? t('session.rehearsal') : '';
  add('rehearsal', 'session.rehearsal', '', rehearsal);
  const { floor } = plan;
  const limits = [floor.speaker_seconds, floor.delegation_seconds].map((one) => one ?? '–');
  add(
    'floor',
    'floor.rules',
    '',
    `${limits.join(' / ')} · ${t(`floor.at_limit.${floor.at_limit}`)}`,
  );
  if (plan.hall) add('hall', 'hall.title', '', pick(plan.hall.place));
  if (plan.event) add('form', 'event.form', '', t(`event.form.${plan.form}`));
  describePeople(plan, add);
  for (const [place, item] of plan.agenda.entries()) {
    const title = pick(item.title);
    const closed = item.open ? '' : ` · ${t('agenda.closed_item')}`;
    const text = `${place + 1}. ${title} · ${t(`item.${item.kind}`)} · ${minutesOf(item.minutes)}`;
    const paper = item.paper === 'wanted' ? ` · ${t('agenda.paper_wanted')}` : '';
    const limit = item.speaker_seconds === null ? '' : ` · ${item.speaker_seconds} s`;
    add(`item ${item.id}`, 'agenda.item', title, text + closed + paper + limit);
  }
  for (const cue of plan.cues) {
    const item = pick(plan.agenda.find((one) => one.id === cue.item)?.title ?? {});
    const text = [
      ...Object.values(cue.title),
      t(`cue.kind.${cue.kind}`),
      item,
      signedClock(cue.offset),
      ownerName(plan, cue.owner) ?? t('cue.no_owner'),
      cue.language ? languageName(cue.language) : '',
      ...Object.values(cue.fallback),
    ];
    add(`cue ${cue.id}`, 'cue.cue', pick(cue.title), text.filter(Boolean).join(' · '));
  }
  return parts;
}

type Add = (key: string, part: MessageKey, of: string, text: string) => void;

function describePeople(plan: PlanDraft, add: Add): void {
  const name = (id: string | null) => pick(plan.people.find((one) => one.id === id)?.name ?? {});
  for (const delegation of plan.delegations) {
    const [city, head] = [pick(delegation.city), name(delegation.head)];
    const { label, flag } = delegation.display;
    const flagged = flag === null ? '' : t(flag ? 'plan.flag_shown' : 'plan.flag_hidden');
    const text = [city, head, ...Object.values(label), flagged].filter(Boolean).join(' · ');
    add(`delegation ${delegation.id}`, 'plan.delegation', city, text);
  }
  for (const person of plan.people) {
    const text = [
      ...Object.values(person.name),
      ...Object.values(person.title),
      t(`role.${person.role}`),
      t(`rank.${person.rank}`),
      languageName(person.language),
      ...(plan.hall ? [t(`hall.venue.${person.venue}`)] : []),
    ].join(' · ');
    add(`person ${person.id}`, 'plan.person', pick(person.name), text);
  }
}
