import type {
  City,
  CityDraft,
  ConsentState,
  Contact,
  ContactDraft,
  Continent,
  Department,
  DepartmentDraft,
  District,
  DistrictDraft,
  EndingReason,
  ExchangeField,
  InstituteKind,
  Network,
  NetworkDraft,
  NetworkKind,
  Provenance,
  Relation,
  RelationDraft,
  SubRelation,
  SubRelationDraft,
} from '../../api/registry';
import type { Localized } from '../../i18n/localized';
import { readDate, type PartialDate } from '../../time/partial';
import { filled, isNamed, linesOf, orNull } from '../typed';

/**
 * What the boxes of a form hold: text where a record has text or nothing, one line for each entry of a list.
 * A record that goes through a form without being touched comes out as it was.
 */

const dateOf = (typed: string): PartialDate | null => readDate(typed) ?? null;
const joined = (lines: readonly string[] | undefined): string => (lines ?? []).join('\n');

export interface Sourced {
  sources: string;
  confidence: string;
  /** Not asked for: it stays as it is. */
  reconstructed: boolean;
}

const sourced = (provenance: Provenance | undefined): Sourced => ({
  sources: joined(provenance?.sources),
  confidence: provenance?.confidence ?? '',
  reconstructed: provenance?.reconstructed ?? false,
});
const provenanceOf = (form: Sourced): Provenance => ({
  sources: linesOf(form.sources),
  confidence: orNull(form.confidence),
  reconstructed: form.reconstructed,
});

export interface Side {
  text: string;
  language: string;
  since: string;
}
const side = (given: Relation['ours']): Side => ({
  text: given?.text ?? '',
  language: given?.language ?? '',
  since: given?.since ?? '',
});
const designation = (form: Side): Relation['ours'] =>
  form.text.trim() || form.since
    ? { ...form, text: form.text.trim(), since: dateOf(form.since) }
    : null;

export interface RelationForm {
  /** `city`, or the identity of a district. */
  owner: string;
  partner: string;
  kind: 'sister' | 'exchange';
  state: 'concluded' | 'prepared';
  valid_from: string;
  ending: {
    on: string;
    reason: EndingReason;
    note: string;
    successor: string | null;
  } | null;
  milestones: Record<'intent' | 'mou' | 'approval' | 'agreement', string>;
  ours: Side;
  theirs: Side;
  note: string;
  source: Sourced;
}

export function relationForm(partner: string, record?: Relation): RelationForm {
  const { owner = 'city', ending, milestones } = record ?? {};
  return {
    owner: owner === 'city' ? 'city' : owner.district,
    partner,
    kind: record?.kind ?? 'exchange',
    state: record?.state ?? 'concluded',
    valid_from: record?.valid_from ?? '',
    ending: ending ? { ...ending, note: ending.note ?? '' } : null,
    milestones: {
      intent: milestones?.intent ?? '',
      mou: milestones?.mou ?? '',
      approval: milestones?.approval ?? '',
      agreement: milestones?.agreement ?? '',
    },
    ours: side(record?.ours),
    theirs: side(record?.theirs),
    note: record?.note ?? '',
    source: sourced(record?.provenance),
  };
}

function endingOf(form: RelationForm['ending']): RelationDraft['ending'] {
  const on = form && dateOf(form.on);
  return form && on ? { ...form, on, note: orNull(form.note) } : null;
}

export const relationDraft = (form: RelationForm): RelationDraft => ({
  owner: form.owner === 'city' ? 'city' : { district: form.owner },
  partner: form.partner,
  kind: form.kind,
  state: form.state,
  valid_from: dateOf(form.valid_from),
  ending: endingOf(form.ending),
  milestones: {
    intent: dateOf(form.milestones.intent),
    mou: dateOf(form.milestones.mou),
    approval: dateOf(form.milestones.approval),
    agreement: dateOf(form.milestones.agreement),
  },
  ours: designation(form.ours),
  theirs: designation(form.theirs),
  note: orNull(form.note),
  provenance: provenanceOf(form.source),
});

export interface CityForm {
  standing: 'partner' | 'candidate';
  slug: string;
  names: Localized;
  native: { text: string; language: string };
  aliases: string;
  country: string;
  counted_in: string;
  continent: Continent | '';
  bri: boolean;
  languages: string[];
  lat: string | number | null;
  lon: string | number | null;
  zone: string;
  population: string | number | null;
  /** Not asked for: it stays as it is. */
  geonameid: number | null;
  reasons: string;
  steps: { on: string; text: string }[];
  note: string;
  official_urls: string;
  source: Sourced;
}

export const cityForm = (record?: City): CityForm => ({
  standing: record?.standing ?? 'partner',
  slug: record?.slug ?? '',
  names: { ...record?.names },
  native: { text: record?.native?.text ?? '', language: record?.native?.language ?? '' },
  aliases: joined(record?.aliases),
  country: record?.country ?? '',
  counted_in: record?.counted_in ?? '',
  continent: record?.continent ?? '',
  bri: record?.bri ?? false,
  languages: [...(record?.languages ?? [])],
  lat: record?.coordinates?.lat ?? '',
  lon: record?.coordinates?.lon ?? '',
  zone: record?.zone ?? '',
  population: record?.population ?? '',
  geonameid: record?.geonameid ?? null,
  reasons: joined(record?.candidacy?.reasons),
  steps: (record?.candidacy?.steps ?? []).map(({ on, text }) => ({ on, text })),
  note: record?.note ?? '',
  official_urls: joined(record?.official_urls),
  source: sourced(record?.provenance),
});

const isGiven = (value: string | number | null): boolean =>
  value !== null && String(value).trim() !== '';

/** The draft of a city; its continent must have been chosen. */
export function cityDraft(form: CityForm): CityDraft {
  const reasons = linesOf(form.reasons);
  const steps = form.steps.flatMap(({ on, text }) => {
    const day = dateOf(on);
    return day && text.trim() ? [{ on: day, text }] : [];
  });
  return {
    standing: form.standing,
    slug: form.slug.trim(),
    names: filled(form.names),
    native: { text: form.native.text.trim(), language: form.native.language },
    aliases: linesOf(form.aliases),
    country: form.country,
    counted_in: form.counted_in || null,
    continent: form.continent || 'asia',
    bri: form.bri,
    languages: [...form.languages],
    coordinates:
      isGiven(form.lat) && isGiven(form.lon)
        ? { lat: Number(form.lat), lon: Number(form.lon) }
        : null,
    zone: form.zone || null,
    population: isGiven(form.population) ? Number(form.population) : null,
    geonameid: form.geonameid,
    candidacy: reasons.length > 0 || steps.length > 0 ? { reasons, steps } : null,
    note: orNull(form.note),
    official_urls: linesOf(form.official_urls),
    provenance: provenanceOf(form.source),
  };
}

/** What must be given before a city can be kept, by the field that wants it. */
export type Wanting = 'names' | 'country' | 'continent' | 'coordinates' | 'population' | 'steps';

export function wanting(form: CityForm): Wanting[] {
  const whole = (value: string | number | null) => /^\d+$/.test(String(value).trim());
  const isHalf = isGiven(form.lat) !== isGiven(form.lon);
  const isNoNumber = [form.lat, form.lon].some(
    (value) => isGiven(value) && !Number.isFinite(Number(value)),
  );
  const isLoose = form.steps.some(
    ({ on, text }) => (on.trim() !== '' || text.trim() !== '') && !(dateOf(on) && text.trim()),
  );
  return [
    ...(isNamed(form.names) ? [] : (['names'] as const)),
    ...(form.country ? [] : (['country'] as const)),
    ...(form.continent ? [] : (['continent'] as const)),
    ...(isHalf || isNoNumber ? (['coordinates'] as const) : []),
    ...(isGiven(form.population) && !whole(form.population) ? (['population'] as const) : []),
    ...(isLoose ? (['steps'] as const) : []),
  ];
}

export interface ContactForm {
  partner: string;
  name: Localized;
  title: Localized;
  body: string;
  language: string;
  email: string;
  phone: string;
  consent: { state: ConsentState; on: string; note: string };
  keep_until: string;
  note: string;
}

export const contactForm = (partner: string, record?: Contact): ContactForm => ({
  partner,
  name: { ...record?.name },
  title: { ...record?.title },
  body: record?.body ?? '',
  language: record?.language ?? '',
  email: record?.email ?? '',
  phone: record?.phone ?? '',
  consent: {
    state: record?.consent?.state ?? 'not_asked',
    on: record?.consent?.on ?? '',
    note: record?.consent?.note ?? '',
  },
  keep_until: record?.keep_until ?? '',
  note: record?.note ?? '',
});

export const contactDraft = (form: ContactForm): ContactDraft => ({
  partner: form.partner,
  name: filled(form.name),
  title: filled(form.title),
  body: orNull(form.body),
  language: form.language || null,
  email: orNull(form.email),
  phone: orNull(form.phone),
  consent: {
    ...form.consent,
    on: dateOf(form.consent.on),
    note: orNull(form.consent.note),
  },
  keep_until: dateOf(form.keep_until),
  note: orNull(form.note),
});

export interface InstituteForm {
  partner: string;
  kind: InstituteKind;
  ours: Localized;
  theirs: Localized;
  field: ExchangeField | '';
  valid_from: string;
  valid_to: string;
  note: string;
  source: Sourced;
}

export const instituteForm = (partner: string, record?: SubRelation): InstituteForm => ({
  partner,
  kind: record?.kind ?? 'school',
  ours: { ...record?.ours },
  theirs: { ...record?.theirs },
  field: record?.field ?? '',
  valid_from: record?.valid_from ?? '',
  valid_to: record?.valid_to ?? '',
  note: record?.note ?? '',
  source: sourced(record?.provenance),
});

export const instituteDraft = (form: InstituteForm): SubRelationDraft => ({
  partner: form.partner,
  kind: form.kind,
  ours: filled(form.ours),
  theirs: filled(form.theirs),
  field: form.field || null,
  valid_from: dateOf(form.valid_from),
  valid_to: dateOf(form.valid_to),
  note: orNull(form.note),
  provenance: provenanceOf(form.source),
});

export interface NetworkForm {
  names: Localized;
  kind: NetworkKind;
  since: string;
  until: string;
  role: string;
  members: NonNullable<Network['members']>;
  official_urls: string;
  note: string;
  source: Sourced;
}

export const networkForm = (record?: Network): NetworkForm => ({
  names: { ...record?.names },
  kind: record?.kind ?? 'alliance',
  since: record?.since ?? '',
  until: record?.until ?? '',
  role: record?.role ?? '',
  members: (record?.members ?? []).map((member) => ({ ...member })),
  official_urls: joined(record?.official_urls),
  note: record?.note ?? '',
  source: sourced(record?.provenance),
});

export const networkDraft = (form: NetworkForm): NetworkDraft => ({
  names: filled(form.names),
  kind: form.kind,
  since: dateOf(form.since),
  until: dateOf(form.until),
  role: orNull(form.role),
  members: form.members.map((member) => ({ ...member })),
  official_urls: linesOf(form.official_urls),
  note: orNull(form.note),
  provenance: provenanceOf(form.source),
});

export interface DistrictForm {
  names: Localized;
  since: string;
  until: string;
}
export const districtForm = (record?: District): DistrictForm => ({
  names: { ...record?.names },
  since: record?.since ?? '',
  until: record?.until ?? '',
});
export const districtDraft = (form: DistrictForm): DistrictDraft => ({
  names: filled(form.names),
  since: dateOf(form.since),
  until: dateOf(form.until),
});

export interface DepartmentForm {
  names: Localized;
  retired: boolean;
  note: string;
}
export const departmentForm = (record?: Department): DepartmentForm => ({
  names: { ...record?.names },
  retired: record?.retired ?? false,
  note: record?.note ?? '',
});
export const departmentDraft = (form: DepartmentForm): DepartmentDraft => ({
  names: filled(form.names),
  retired: form.retired,
  note: orNull(form.note),
});

/** Whether every date that was begun is one. */
export const areDates = (...typed: readonly string[]): boolean =>
  typed.every((date) => date.trim() === '' || readDate(date) !== undefined);
