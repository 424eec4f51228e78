import type { Exchange, ExchangeDraft, Named } from '../../api/exchanges';
import { t, type MessageKey } from '../../i18n/i18n.svelte';
import { pick } from '../../i18n/localized';
import { languageName } from '../../i18n/names';
import { listOf, numberOf } from '../../time/duration';
import { partialSpan } from '../../time/partial';
import type { Said } from '../differences';
import { figureText, moneyText } from './figure';

/** All that an exchange says, in the order of the form; what it does not say is not there. */
export function describe(record: ExchangeDraft | Exchange, named: Named): Said[] {
  const said: Said[] = [];
  const add = (key: string, name: MessageKey, text: string | null | undefined) => {
    if (text) said.push({ key, name: t(name), text });
  };
  for (const [tag, text] of Object.entries(record.title))
    said.push({ key: `title.${tag}`, name: titleName(tag), text });
  add('kind', 'exchanges.kind', t(`exchanges.kind.${record.kind}`));
  add('on', 'exchanges.on', partialSpan(record.on, record.to ?? null));
  add('partners', 'exchanges.partners', listOf(partnerNames(record, named)));
  add('place', 'exchanges.place', record.place);
  const { field, substance, state, direction, mode } = record;
  add('field', 'exchanges.field', field && t(`field.${field}`));
  add('direction', 'exchanges.direction', direction && t(`exchanges.direction.${direction}`));
  add('mode', 'exchanges.mode', mode && t(`exchanges.mode.${mode}`));
  add('rank', 'exchanges.rank', record.rank && t(`rank.${record.rank}`));
  for (const key of ['headcount', 'groups', 'seniors'] as const) {
    const figure = record[key];
    add(key, `exchanges.${key}`, figure && figureText(figure));
  }
  add('substance', 'exchanges.substance', substance && t(`exchanges.substance.${substance}`));
  if (state !== 'completed')
    add('state', 'exchanges.state', state && t(`exchanges.state.${state}`));
  for (const key of ['organisers', 'participants'] as const) {
    const names = (record[key] ?? []).map((one) => t(`exchanges.class.${one}`));
    add(key, `exchanges.${key}`, listOf(names));
  }
  add('departments', 'exchanges.departments', listOf(departmentNames(record, named)));
  add('aid', 'exchanges.aid', record.aid && moneyText(record.aid));
  add('invitations', 'exchanges.invitations', invitationsText(record));
  add('delegations', 'exchanges.delegations', delegationsText(record));
  add('note', 'exchanges.note', record.note);
  add('sources', 'exchanges.sources', (record.provenance?.sources ?? []).join(' · '));
  return said;
}

const titleName = (tag: string): string => t('exchanges.title_in', { language: languageName(tag) });

type Names = Pick<ExchangeDraft, 'partners' | 'departments'>;

const partnerNames = ({ partners }: Names, named: Named): string[] =>
  (partners ?? []).map((id) => pick(named.partners[id]?.names ?? {}) || t('partners.gone'));
const departmentNames = ({ departments }: Names, named: Named): string[] =>
  (departments ?? []).map((id) => pick(named.departments[id] ?? {}) || t('partners.gone'));

function invitationsText({ invitations }: ExchangeDraft): string | undefined {
  if (!invitations) return undefined;
  return t('exchanges.invitations_text', {
    sent: numberOf(invitations.sent),
    accepted: numberOf(invitations.accepted ?? 0),
    declined: numberOf(invitations.declined ?? 0),
  });
}

function delegationsText({ delegations }: ExchangeDraft): string | undefined {
  if (!delegations) return undefined;
  return t('exchanges.delegations_text', {
    foreign: numberOf(delegations.foreign),
    domestic: numberOf(delegations.domestic ?? 0),
    countries: numberOf(delegations.countries ?? 0),
  });
}

const same = (one: unknown, other: unknown): boolean =>
  JSON.stringify(one ?? null) === JSON.stringify(other ?? null);

/** Mine where I changed it, theirs everywhere else. */
export function merged(
  base: ExchangeDraft,
  mine: ExchangeDraft,
  theirs: ExchangeDraft,
): ExchangeDraft {
  const names = Object.keys(mine) as (keyof ExchangeDraft)[];
  const changed = names.filter((name) => !same(base[name], mine[name]));
  return { ...theirs, ...Object.fromEntries(changed.map((name) => [name, mine[name]])) };
}
