import type { EntryKind, Named } from '../../api/registry';
import { t, type MessageKey } from '../../i18n/i18n.svelte';
import { pick } from '../../i18n/localized';
import { countryName, languageName } from '../../i18n/names';
import { isPartialDate, partialText, type PartialDate } from '../../time/partial';
import type { Said } from '../differences';

/** Names of what a record refers to, by identity. */
export type Directory = Pick<Named, 'partners' | 'districts'>;
export const noNames: Directory = { partners: {}, districts: {} };

export const kindWords: Record<EntryKind, MessageKey> = {
  partner: 'registry.kind.partner',
  relation: 'registry.kind.relation',
  contact: 'registry.kind.contact',
  network: 'registry.kind.network',
  sub_relation: 'registry.kind.sub_relation',
  district: 'registry.kind.district',
  department: 'registry.kind.department',
  exchange: 'registry.kind.exchange',
  intent: 'registry.kind.intent',
};

export const endings = ['expired', 'terminated', 'succeeded', 'other'] as const;
export const consents = ['not_asked', 'given', 'withdrawn'] as const;
export const networkKinds = ['alliance', 'committee', 'thematic', 'other'] as const;
export const instituteKinds = [
  'school',
  'university',
  'hospital',
  'library',
  'museum',
  'port',
  'park',
  'enterprise',
  'association',
  'parliament',
  'other',
] as const;

/** What a field of a record is called; nothing: it is not shown. */
const labels: Record<string, MessageKey> = {
  names: 'registry.names',
  name: 'registry.person',
  title: 'registry.position',
  native: 'registry.native',
  aliases: 'registry.aliases',
  slug: 'partner.number',
  country: 'registry.country',
  counted_in: 'registry.counted_in',
  continent: 'registry.continent',
  bri: 'partner.bri',
  standing: 'registry.standing',
  'candidacy.reasons': 'registry.reasons',
  'candidacy.steps': 'registry.steps',
  languages: 'partner.languages',
  coordinates: 'registry.coordinates',
  zone: 'partner.zone',
  population: 'partner.population',
  geonameid: 'registry.geonameid',
  note: 'registry.note',
  official_urls: 'registry.urls',
  'provenance.sources': 'partner.sources',
  'provenance.confidence': 'registry.confidence',
  'provenance.reconstructed': 'registry.reconstructed',
  owner: 'registry.owner',
  partner: 'registry.kind.partner',
  kind: 'registry.sort',
  state: 'registry.state',
  valid_from: 'registry.from',
  valid_to: 'registry.until',
  'ending.on': 'registry.ended_on',
  'ending.reason': 'registry.ending_reason',
  'ending.note': 'registry.ending_note',
  'milestones.intent': 'registry.paper.intent',
  'milestones.mou': 'registry.paper.mou',
  'milestones.approval': 'registry.paper.approval',
  'milestones.agreement': 'registry.paper.agreement',
  ours: 'registry.ours',
  theirs: 'registry.theirs',
  field: 'registry.field',
  body: 'registry.body',
  language: 'registry.written_in',
  email: 'registry.email',
  phone: 'registry.phone',
  'consent.state': 'registry.consent',
  'consent.on': 'registry.consent_on',
  'consent.note': 'registry.consent_note',
  keep_until: 'registry.keep_until',
  since: 'registry.from',
  until: 'registry.until',
  role: 'registry.role',
  members: 'registry.members',
  retired: 'registry.retired',
};

/** Words of the lists that a field is chosen from, as `kind`, `state`. */
const chosen: Record<string, (kind: EntryKind, value: string) => MessageKey | undefined> = {
  kind: (kind, value) => {
    if (kind === 'relation') return value === 'sister' ? 'relation.sister' : 'relation.exchange';
    if (kind === 'network') return `registry.network.${value}` as MessageKey;
    return `registry.institute.${value}` as MessageKey;
  },
  continent: (_, value) => `continent.${value}` as MessageKey,
  standing: (_, value) => `registry.standing.${value}` as MessageKey,
  state: (_, value) => `registry.state.${value}` as MessageKey,
  'ending.reason': (_, value) => `registry.ending.${value}` as MessageKey,
  'consent.state': (_, value) => `registry.consent.${value}` as MessageKey,
  field: (_, value) => `field.${value}` as MessageKey,
};

type Json = string | number | boolean | null | undefined | Json[] | { [key: string]: Json };
const isMap = (value: Json): value is { [key: string]: Json } =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
/** One text in several languages: every key is a tag, every value text. */
const isInLanguages = (path: string, value: { [key: string]: Json }): boolean =>
  ['names', 'name', 'title', 'ours', 'theirs'].includes(path) &&
  !('text' in value) &&
  Object.values(value).every((text) => typeof text === 'string');

function labelOf(path: string): string | undefined {
  const key = labels[path];
  return key && t(key);
}

/** The fields of a record that say something, in the order in which it is written, in the reader's words. */
export function rowsOf(kind: EntryKind, record: unknown, names: Directory = noNames): Said[] {
  const rows: Said[] = [];
  const add = (path: string, label: string | undefined, value: string): void => {
    if (label !== undefined && value !== '') rows.push({ key: path, name: label, text: value });
  };
  const walk = (path: string, value: Json): void => {
    if (value === null || value === undefined || value === false || path === 'id') return;
    if (isMap(value) && isInLanguages(path, value)) {
      for (const [tag, text] of Object.entries(value))
        add(
          `${path}.${tag}`,
          t('names.in_language', { what: labelOf(path) ?? path, language: languageName(tag) }),
          String(text),
        );
    } else if (isMap(value) && labelOf(path) === undefined) {
      for (const [key, inside] of Object.entries(value))
        walk(path ? `${path}.${key}` : key, inside);
    } else add(path, labelOf(path), textOf(kind, path, value, names));
  };
  walk('', record as Json);
  return rows.sort((one, other) => place(one.key) - place(other.key));
}

/** Where a field stands among the others: as in the list above; the languages of one as they come. */
const place = (path: string): number =>
  order.findIndex((known) => path === known || path.startsWith(`${known}.`));
const order = Object.keys(labels);

function textOf(kind: EntryKind, path: string, value: Json, names: Directory): string {
  if (value === null || value === undefined) return '';
  if (value === true) return t('registry.yes');
  if (Array.isArray(value)) {
    const lines = value.map((one) => textOf(kind, path, one, names));
    return lines.filter(Boolean).join(' · ');
  }
  if (isMap(value)) return ofMap(path, value, names);
  const text = String(value);
  if (path === 'owner') return t('registry.owner_city');
  if (path === 'partner') return pick(names.partners[text]?.names ?? {}) || text;
  if (path === 'country' || path === 'counted_in') return countryName(text);
  if (path === 'languages' || path === 'language') return languageName(text);
  const word = chosen[path]?.(kind, text);
  if (word) return t(word);
  return typeof value === 'string' && isPartialDate(value) && isDay(path)
    ? partialText(value)
    : text;
}

const isDay = (path: string): boolean =>
  /(^|\.)(on|from|to|since|until|valid_from|valid_to|keep_until)$|^milestones\./.test(path);

/** What is written together: a name in its language, a step with its day, a place on the map. */
function ofMap(path: string, value: { [key: string]: Json }, names: Directory): string {
  const part = (key: string): string => {
    const text = value[key];
    return typeof text === 'string' ? text : '';
  };
  const day = (key: string): string => (part(key) ? partialText(part(key)) : '');
  if (path === 'owner') return pick(names.districts[part('district')] ?? {}) || part('district');
  if (path === 'coordinates') return `${value.lat}, ${value.lon}`;
  if (path === 'members') {
    const name = pick(names.partners[part('partner')]?.names ?? {}) || part('partner');
    return [name, day('since'), day('until')].filter(Boolean).join(', ');
  }
  const language = part('language') && languageName(part('language'));
  return [part('text'), language, day('on'), day('since')].filter(Boolean).join(', ');
}

/** What a record is called in a list of changes. */
export function nameOf(kind: EntryKind, record: unknown, names: Directory = noNames): string {
  if (!isMap(record as Json)) return '';
  const fields = record as Record<string, Json>;
  if (kind === 'relation') {
    const partner = textOf(kind, 'partner', fields.partner, names);
    return [partner, textOf(kind, 'kind', fields.kind, names)].filter(Boolean).join(' · ');
  }
  const texts = fields.names ?? fields.name ?? fields.title ?? fields.ours;
  return isMap(texts) ? pick(texts as Record<string, string>) : '';
}

/** The partners and districts that a record names. */
export function referredTo(record: unknown): { partners: string[] } {
  if (!isMap(record as Json)) return { partners: [] };
  const { partner, members } = record as Record<string, Json>;
  const inMembers = Array.isArray(members)
    ? members.flatMap((member) => (isMap(member) ? [String(member.partner)] : []))
    : [];
  return { partners: [...(typeof partner === 'string' ? [partner] : []), ...inMembers] };
}

/** From when to when something holds, as far as that is known. */
export const termOf = (since?: PartialDate | null, until?: PartialDate | null): string[] => [
  ...(since ? [t('registry.since_date', { date: partialText(since) })] : []),
  ...(until ? [t('registry.till', { date: partialText(until) })] : []),
];
