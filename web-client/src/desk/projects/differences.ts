import { versionsOf } from '../../api/batches';
import type { Intent, IntentDraft, IntentStep, Named } from '../../api/intents';
import { t, type MessageKey } from '../../i18n/i18n.svelte';
import { pick } from '../../i18n/localized';
import { listOf } from '../../time/duration';
import { partialText } from '../../time/partial';
import type { Difference } from '../differences';
import { cardsOf } from '../named';
import { storyOf, type Step } from '../story';
import { placeText } from './said';
import { stageKey } from './stages';

type Part = keyof IntentDraft;
type Project = IntentDraft | Intent;

/** What a project refers to, by its names: of the occasions, as they are written in it. */
export interface Names extends Named {
  said: ReadonlyMap<string, string>;
}

/** The parts of a project, by what they are called. */
export const parts: readonly [Part, MessageKey][] = [
  ['title', 'project.title'],
  ['partners', 'project.partner'],
  ['field', 'project.field'],
  ['said_on', 'project.said_on'],
  ['said_in', 'project.said'],
  ['owner', 'project.owner'],
  ['departments', 'project.departments'],
  ['due', 'project.due'],
  ['steps', 'project.log'],
  ['provenance', 'project.sources'],
];

const usual: Partial<Record<Part, unknown>> = { partners: [], departments: [], steps: [] };
const fingerprint = (draft: Project, part: Part): string => mark(draft[part] ?? usual[part]);
const mark = (value: unknown): string => JSON.stringify(value ?? null, inOrder);

/** Names in one order, whoever wrote them down. */
function inOrder(_: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** The occasions that these versions name are asked for. */
export async function withOccasions(named: Named, versions: readonly Project[]): Promise<Names> {
  const said = new Map(
    versions.flatMap((one) => (one.said_in ? [[mark(one.said_in), one.said_in]] : [])),
  );
  const texts = [...said].map(async ([key, one]) => [key, await placeText(one)] as const);
  return { ...named, said: new Map(await Promise.all(texts)) };
}

/** The names of the parts in which two versions differ. */
export const changed = (before: Project, after: Project): MessageKey[] =>
  parts
    .filter(([part]) => fingerprint(before, part) !== fingerprint(after, part))
    .map(([, key]) => key);

/** Where two states of a project differ. Of the log only those lines are told that are not in both. */
export function differences(
  before: Project | null,
  after: Project | null,
  named: Names,
): Difference[] {
  const text = (one: Project | null, part: Part) => {
    if (part !== 'steps') return one ? said(one, part, named) : '';
    return notIn(one, one === before ? after : before).join('\n');
  };
  return parts
    .filter(([part]) => !before || !after || fingerprint(before, part) !== fingerprint(after, part))
    .map(([part, key]) => ({
      key: part,
      name: t(key),
      before: text(before, part),
      after: text(after, part),
    }));
}

/** How a project came to be as it is, the newest change first. */
export async function history(id: string, named: Named): Promise<Step[]> {
  const versions = await versionsOf('intent', id);
  const records = versions.flatMap(({ record }) => (record ? [record as Intent] : []));
  const wanted = records.flatMap(({ partners }) => partners ?? []);
  const partners = await cardsOf(wanted.filter((one) => !named.partners[one]));
  const all = { ...named, partners: { ...named.partners, ...partners } };
  const names = await withOccasions(all, records);
  return storyOf<Intent>(versions, (before, after) => differences(before, after, names));
}

const lineOf = ({ on, stage, text }: IntentStep): string =>
  [partialText(on, 'short'), stage && t(stageKey(stage)), text].filter(Boolean).join(' ');

/** The lines of one log that are not in the other; one that stands there twice is taken out once. */
function notIn(one: Project | null, other: Project | null): string[] {
  const left = (other?.steps ?? []).map(mark);
  return (one?.steps ?? [])
    .filter((step) => {
      const place = left.indexOf(mark(step));
      if (place >= 0) left.splice(place, 1);
      return place < 0;
    })
    .map(lineOf);
}

function said(draft: Project, part: Exclude<Part, 'steps'>, named: Names): string {
  const names = (ids: readonly string[], of: Named['departments']) =>
    listOf(ids.map((id) => pick(of[id] ?? {}) || t('project.unnamed')));
  const cities = Object.fromEntries(
    Object.entries(named.partners).map(([id, partner]) => [id, partner.names]),
  );
  switch (part) {
    case 'title':
      return Object.values(draft.title).join(' / ');
    case 'partners':
      return names(draft.partners ?? [], cities);
    case 'departments':
      return names(draft.departments ?? [], named.departments);
    case 'owner':
      return draft.owner ? names([draft.owner], named.departments) : '';
    case 'field':
      return draft.field ? t(`field.${draft.field}`) : '';
    case 'said_on':
      return partialText(draft.said_on, 'short');
    case 'due':
      return draft.due ? partialText(draft.due, 'short') : '';
    case 'said_in':
      return named.said.get(mark(draft.said_in)) ?? '';
    case 'provenance':
      return listOf(draft.provenance?.sources ?? []);
  }
}
