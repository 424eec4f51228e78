import { versionsOf } from '../../api/batches';
import type { Intent, IntentDraft, Named } from '../../api/intents';
import { t, type MessageKey } from '../../i18n/i18n.svelte';
import { pick } from '../../i18n/localized';
import { listOf } from '../../time/duration';
import { partialText } from '../../time/partial';
import type { Difference } from '../differences';
import { cardsOf } from '../named';
import { storyOf, type Step } from '../story';
import { stageKey } from './stages';

type Part = keyof IntentDraft;

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
const fingerprint = (draft: IntentDraft | Intent, part: Part): string =>
  JSON.stringify(draft[part] ?? usual[part] ?? null, inOrder);

/** Names in one order, whoever wrote them down. */
function inOrder(_: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** The names of the parts in which two versions differ. */
export const changed = (before: IntentDraft | Intent, after: IntentDraft | Intent): MessageKey[] =>
  parts
    .filter(([part]) => fingerprint(before, part) !== fingerprint(after, part))
    .map(([, key]) => key);

/** Where two states of a project differ. */
export function differences(
  before: IntentDraft | Intent | null,
  after: IntentDraft | Intent | null,
  named: Named,
): Difference[] {
  const text = (one: IntentDraft | Intent | null, part: Part) =>
    one ? said(one, part, named) : '';
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
  const names = { ...named, partners: { ...named.partners, ...partners } };
  return storyOf<Intent>(versions, (before, after) => differences(before, after, names));
}

function said(draft: IntentDraft | Intent, part: Part, named: Named): string {
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
      return draft.said_in?.session ? t('project.session') : '';
    case 'provenance':
      return listOf(draft.provenance?.sources ?? []);
    case 'steps':
      return (draft.steps ?? [])
        .map(({ on, stage, text }) => [partialText(on, 'short'), stage && t(stageKey(stage)), text])
        .map((line) => line.filter(Boolean).join(' '))
        .join('; ');
  }
}
