import type {
  AgendaItem,
  CityEvent,
  Delegation,
  Invitee,
  Localized,
  Office,
  PartnerCard,
  Plan,
  PlanDraft,
} from '../../api';

let count = 0;
/** A temporary id: the server replaces it when the plan is kept. */
export const temporaryId = (): string => `new-${++count}`;

const asUsual = (): Delegation['display'] => ({ label: {}, flag: null });

/** A plan to begin with: the office's own delegation, an hour and a half, two languages. */
export function emptyPlan(office: Office): PlanDraft {
  return {
    title: {},
    starts_at: 0,
    minutes: 90,
    zone: office.home.zone,
    languages: ['zh-CN', 'en'],
    admission: 'by_host',
    rehearsal: false,
    event: null,
    form: 'plenary',
    track: null,
    hall: null,
    floor: { speaker_seconds: null, delegation_seconds: null, at_limit: 'soft' },
    delegations: [
      {
        id: temporaryId(),
        partner: null,
        city: office.home.city,
        country: office.home.country,
        head: null,
        display: asUsual(),
      },
    ],
    people: [],
    agenda: [],
    cues: [],
  };
}

/** One more session of an event: plenary, in its first room, with everybody. */
export function sessionOf(event: CityEvent, office: Office): PlanDraft {
  const { zone, languages, delegations, people } = structuredClone(event);
  const coming = new Set(people.map((person) => person.delegation));
  return {
    ...emptyPlan(office),
    minutes: 60,
    zone,
    languages,
    event: event.id,
    track: event.tracks[0]?.id ?? null,
    delegations: delegations.filter((one) => coming.has(one.id)),
    people,
  };
}

export function draftOf(plan: Plan): PlanDraft {
  const { session: _, hall, ...draft } = structuredClone(plan);
  return { ...draft, hall: hall && { place: hall.seat.name } };
}

export const delegationOf = (partner: PartnerCard): Delegation => ({
  id: temporaryId(),
  partner: partner.id,
  city: partner.names,
  country: partner.country,
  head: null,
  display: asUsual(),
});

export const otherDelegation = (): Delegation => ({
  id: temporaryId(),
  partner: null,
  city: {},
  country: null,
  head: null,
  display: asUsual(),
});

export const newPerson = (delegation: string, language: string, host: boolean): Invitee => ({
  id: temporaryId(),
  delegation,
  role: host ? 'host' : 'delegate',
  rank: 'staff',
  name: {},
  title: {},
  language,
  email: null,
  venue: 'online',
});

export const newItem = (): AgendaItem => ({
  id: temporaryId(),
  title: {},
  kind: 'speech',
  speaker: null,
  minutes: 10,
  open: true,
  paper: 'none',
  speaker_seconds: null,
});

/** The list with the entry at `from` moved to `to`. */
export function moved<Entry>(list: readonly Entry[], from: number, to: number): Entry[] {
  const next = [...list];
  const [entry] = next.splice(from, 1);
  if (entry !== undefined) next.splice(Math.max(0, Math.min(to, next.length)), 0, entry);
  return next;
}

const base = (tag: string): string => tag.toLowerCase().split('-')[0] ?? '';

/** In which languages a person's name and title are asked: the session's and their own. */
export function nameLanguages(session: readonly string[], own: string): string[] {
  return session.some((tag) => base(tag) === base(own)) ? [...session] : [...session, own];
}

/** The languages in which a text is still missing. */
export const missing = (text: Localized, languages: readonly string[]): string[] =>
  languages.filter((tag) => !text[tag]?.trim());

function filled(text: Localized): Localized {
  const entries = Object.entries(text).map(([tag, value]) => [tag, value.trim()] as const);
  return Object.fromEntries(entries.filter(([, value]) => value !== ''));
}

/** What a field for a number holds; nothing typed is no limit. */
export const secondsOf = (typed: number | string | null): number | null =>
  typed === null || String(typed).trim() === '' ? null : Number(typed);

/** What is sent: no empty texts, and no reference to somebody who was removed. */
export function toWire(plan: PlanDraft): PlanDraft {
  const people = new Set(plan.people.map((person) => person.id));
  const items = new Set(plan.agenda.map((item) => item.id));
  const known = (id: string | null) => (id !== null && people.has(id) ? id : null);
  return {
    ...plan,
    title: filled(plan.title),
    minutes: Number(plan.minutes),
    hall: plan.hall && { place: filled(plan.hall.place) },
    floor: {
      ...plan.floor,
      speaker_seconds: secondsOf(plan.floor.speaker_seconds),
      delegation_seconds: secondsOf(plan.floor.delegation_seconds),
    },
    delegations: plan.delegations.map((one) => ({
      ...one,
      city: filled(one.city),
      display: { ...one.display, label: filled(one.display.label) },
      head: known(one.head),
    })),
    people: plan.people.map((person) => ({
      ...person,
      name: filled(person.name),
      title: filled(person.title),
      email: person.email?.trim() || null,
    })),
    agenda: plan.agenda.map((item) => ({
      ...item,
      title: filled(item.title),
      speaker: known(item.speaker),
      minutes: Number(item.minutes),
      speaker_seconds: secondsOf(item.speaker_seconds),
    })),
    cues: plan.cues.map((cue) => ({
      ...cue,
      title: filled(cue.title),
      item: cue.item !== null && items.has(cue.item) ? cue.item : null,
      owner: cue.owner && 'person' in cue.owner && !people.has(cue.owner.person) ? null : cue.owner,
      language: cue.language || null,
      fallback: filled(cue.fallback),
    })),
  };
}
