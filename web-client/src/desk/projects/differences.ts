import type { Intent, IntentDraft, Named } from '../../api/intents';
import { t, type MessageKey } from '../../i18n/i18n.svelte';
import { pick } from '../../i18n/localized';
import { listOf } from '../../time/duration';
import { dateText } from './dates';
import { fieldKey, stageKey } from './stages';

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

export interface Difference {
  part: MessageKey;
  mine: string;
  theirs: string;
}

/** Where what is written here and what stands by now say other things. */
export function differences(mine: IntentDraft, theirs: Intent, named: Named): Difference[] {
  return parts
    .filter(([part]) => fingerprint(mine, part) !== fingerprint(theirs, part))
    .map(([part, key]) => ({
      part: key,
      mine: said(mine, part, named),
      theirs: said(theirs, part, named),
    }));
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
      return draft.field ? t(fieldKey(draft.field)) : '';
    case 'said_on':
      return dateText(draft.said_on);
    case 'due':
      return draft.due ? dateText(draft.due) : '';
    case 'said_in':
      return draft.said_in?.session ? t('project.session') : '';
    case 'provenance':
      return listOf(draft.provenance?.sources ?? []);
    case 'steps':
      return (draft.steps ?? [])
        .map(({ on, stage, text }) => [dateText(on), stage && t(stageKey(stage)), text])
        .map((line) => line.filter(Boolean).join(' '))
        .join('; ');
  }
}
