import type { Meaning, SheetKind } from '../../api/imports';
import { t, type MessageKey } from '../../i18n/i18n.svelte';

export const kinds: readonly SheetKind[] = ['exchange', 'intent', 'relation', 'partner'];

/** What a column of a sheet of each kind can mean, in the order of the template. */
export const meanings: Record<SheetKind, readonly Meaning[]> = {
  exchange: words(
    'title title_zh title_en kind date end partners country place field direction mode organisers ' +
      'participants rank groups headcount seniors substance state departments aid currency invited ' +
      'accepted declined foreign_delegations domestic_delegations delegation_countries note source ' +
      'confidence id',
  ),
  intent: words(
    'title title_zh title_en partners country field date stage stage_date progress owner departments ' +
      'due source confidence id',
  ),
  relation: words(
    'partners country district kind state date end ending intent_date mou_date approval_date ' +
      'agreement_date our_name their_name their_language their_since note source confidence id',
  ),
  partner: words(
    'slug name_zh name_en name_local local_language aliases country continent bri standing languages ' +
      'latitude longitude zone population geonameid note urls reason source confidence',
  ),
};

function words(names: string): Meaning[] {
  return names.split(' ') as Meaning[];
}

export const meaningText = (meaning: Meaning): string => t(`import.meaning.${meaning}`);
export const kindText = (kind: SheetKind): string => t(`import.kind.${kind}`);

/** The values of the lists from which a cell says one, by the name that the server gives the list. */
const lists: Record<string, readonly [MessageKey | string, string]> = {
  kind: [
    'exchanges.kind.',
    'visit_received visit_paid forum cloud_meeting ceremony aid exhibition fair trade school parliament other',
  ],
  field: [
    'field.',
    'culture education personnel trade science_technology health sport tourism digital_governance heritage environment other',
  ],
  direction: ['exchanges.direction.', 'received paid mutual'],
  mode: ['exchanges.mode.', 'onsite online hybrid'],
  class: [
    'exchanges.class.',
    'government parliament association mass_organisation university school enterprise overseas_community citizens',
  ],
  rank: ['rank.', 'mayor vice_mayor director deputy_director staff other'],
  substance: ['exchanges.substance.', 'greeting invitation courtesy talks signed project'],
  state: ['exchanges.state.', 'planned completed cancelled'],
  stage: ['stage.', 'intent talks signed project landed withdrawn'],
  relation_kind: ['relation.', 'sister exchange'],
  relation_state: ['import.state.', 'concluded prepared'],
  ending: ['import.ending.', 'upgraded expired terminated succeeded other'],
  continent: ['continent.', 'asia europe africa north_america south_america oceania'],
  standing: ['import.standing.', 'partner candidate'],
  yes_no: ['import.answer.', 'true false'],
};

/** The words of a list, to choose from; none where it is not known here. */
export function wordsOf(list: string): { value: string; label: string }[] {
  const [prefix, values] = lists[list] ?? ['', ''];
  return values
    .split(' ')
    .filter(Boolean)
    .map((value) => ({ value, label: t(`${prefix}${value}` as MessageKey) }));
}

/** The list of which a column of this meaning says a word. */
export function listOfMeaning(meaning: Meaning, kind: SheetKind): string | undefined {
  if (meaning === 'kind') return kind === 'relation' ? 'relation_kind' : 'kind';
  if (meaning === 'state') return kind === 'relation' ? 'relation_state' : 'state';
  if (meaning === 'organisers' || meaning === 'participants') return 'class';
  if (meaning === 'bri') return 'yes_no';
  return meaning in lists ? meaning : undefined;
}
