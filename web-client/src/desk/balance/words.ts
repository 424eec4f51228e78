import type { Kind } from '../../api';
import type { DepartmentRecord, Liveliness } from '../../api/balance';
import { t, type MessageKey } from '../../i18n/i18n.svelte';
import { pick, type Localized } from '../../i18n/localized';
import { countryName } from '../../i18n/names';
import { continents, fields, stages } from '../lists';

const kinds: Record<Kind, MessageKey> = {
  sister: 'balance.sisters',
  exchange: 'balance.exchange_cities',
};
const states: Record<Liveliness, MessageKey> = {
  dormant: 'balance.dormant_one',
  at_risk: 'balance.at_risk_one',
  alive: 'balance.alive_one',
};
/** Numbers of which there is one each. */
const single: Record<string, MessageKey> = {
  'stock.all': 'balance.partners',
  'stock.sister': 'balance.sisters',
  'stock.exchange': 'balance.exchange_cities',
  'countries.all': 'balance.countries',
  'countries.sister': 'balance.countries_sister',
  'countries.exchange': 'balance.countries_exchange',
  'undated.all': 'balance.undated',
  'undated.sister': 'balance.undated',
  'undated.exchange': 'balance.undated',
  'concentration.continent': 'balance.concentration_continent',
  'concentration.country': 'balance.concentration_country',
  'concentration.kind': 'balance.concentration_kind',
  'bri.relations': 'balance.bri',
  'bri.countries': 'balance.bri_countries',
  'bri.coverage': 'balance.bri_coverage',
  dormant: 'balance.dormant',
  at_risk: 'balance.at_risk',
  alive: 'balance.alive',
  balance: 'balance.activity',
  reciprocity: 'balance.reciprocity',
  'reciprocity.received': 'balance.from_partners',
  'reciprocity.paid': 'balance.to_partners',
  coordination: 'balance.shared_partners',
  'coordination.departments': 'balance.department_contacts',
  outbound_focus: 'balance.to_partner_cities',
  'outbound_focus.part': 'balance.to_partner_cities',
  'outbound_focus.whole': 'balance.groups_paid',
  evenness: 'balance.evenness',
  exchanges: 'balance.exchanges',
  practical: 'balance.practical',
  substance: 'balance.substance',
  civic: 'balance.civic',
  cloud: 'balance.cloud',
  returned_online: 'balance.returned_online',
  'attendance.present': 'balance.attendance',
  'attendance.present.part': 'balance.attendance',
  'attendance.present.whole': 'balance.attendance',
  'attendance.late_minutes': 'balance.late',
  'attendance.overrun_minutes': 'balance.overrun',
  stalled: 'balance.stalled',
  overdue: 'balance.overdue',
  'coverage.any': 'balance.coverage_any',
  'coverage.sister': 'balance.coverage_sister',
  'coverage.exchange': 'balance.coverage_exchange',
  'seniority.received.seniors': 'balance.seniors_received',
  'seniority.paid.seniors': 'balance.seniors_paid',
  'seniority.received.unranked': 'balance.unranked',
  'seniority.paid.unranked': 'balance.unranked',
  'seniority.received.groups': 'balance.groups_received_led',
  'seniority.received.groups.part': 'balance.groups_received_led',
  'seniority.received.groups.whole': 'balance.groups_received',
  'seniority.received.people': 'balance.people_received_led',
  'seniority.received.people.part': 'balance.people_received_led',
  'seniority.received.people.whole': 'balance.people_received',
  'seniority.paid.groups': 'balance.groups_paid_led',
  'seniority.paid.groups.part': 'balance.groups_paid_led',
  'seniority.paid.groups.whole': 'balance.groups_paid',
  'seniority.paid.people': 'balance.people_paid_led',
  'seniority.paid.people.part': 'balance.people_paid_led',
  'seniority.paid.people.whole': 'balance.people_paid',
};

export const kindName = (kind: Kind): string => t(kinds[kind]);
export const stateName = (state: Liveliness): string => t(states[state]);
/** The word of a list; what is none of it stays as it is. */
const known = <Value extends string>(
  values: readonly Value[],
  name: string,
  key: (value: Value) => MessageKey,
): string => {
  const found = values.find((value) => value === name);
  return found ? t(key(found)) : name;
};
export const continentName = (name: string): string =>
  known(continents, name, (one) => `continent.${one}`);
export const fieldName = (name: string): string =>
  name === 'unsaid' ? t('balance.field.unsaid') : known(fields, name, (one) => `field.${one}`);
export const stageName = (name: string): string =>
  name === 'open' ? t('balance.stage.open') : known(stages, name, (one) => `stage.${one}`);

/** Codes that stand for a country that nobody has told. */
const isPlaceholder = (code: string): boolean => /^X[A-Z]$/.test(code);

/** The name of a country/region; of one that is not known, that it is not. */
export const regionName = (code: string): string =>
  isPlaceholder(code) ? t('balance.country_unknown', { code }) : countryName(code);

/** The name of a department that owns intents, or that none does. */
export function departmentName(id: string, departments: readonly DepartmentRecord[]): string {
  if (id === 'nobody') return t('balance.nobody');
  const found = departments.find((one) => one.id === id);
  return found ? pick(found.names) : id;
}

/** What a number counts, by its key: the title of its list. */
export function figureName(
  key: string,
  departments: readonly DepartmentRecord[] = [],
  cities: Readonly<Record<string, { names: Localized }>> = {},
): string {
  const whole = single[key];
  if (whole) return t(whole);
  const [first = '', second = '', third = ''] = key.split('.');
  switch (first) {
    case 'share':
      return groupName(second, third);
    case 'region':
      return t('balance.region', { region: continentName(second) });
    case 'with':
      return t('balance.exchanges_with', { partner: pick(cities[second]?.names ?? {}) || second });
    case 'field':
      return t('balance.in_field', { field: fieldName(second) });
    case 'conversion':
      return t('balance.conversion_of', { year: second });
    case 'landing_days':
      return t('balance.landing_of', { year: second });
    case 'funnel':
      return t('balance.funnel_of', { year: second, stage: stageName(third) });
    case 'stalled':
    case 'overdue':
      return t('balance.with_department', {
        what: figureName(first),
        department: departmentName(second, departments),
      });
    default:
      return key;
  }
}

/** The name of a group of relations: a continent, a country/region, a kind. */
export function groupName(by: string, name: string): string {
  if (by === 'continent') return continentName(name);
  if (by === 'country') return regionName(name);
  return name === 'sister' || name === 'exchange' ? kindName(name) : name;
}
