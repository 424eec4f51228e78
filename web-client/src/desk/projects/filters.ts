import type { IntentField, IntentQuery, IntentStage } from '../../api/intents';
import { among, ListAddress, page, word, year, yes } from '../address';
import { fields, stages } from '../lists';

export const views = ['board', 'list'] as const;
export const orders = ['waiting', 'due', 'newest', 'oldest'] as const;
export type Order = (typeof orders)[number];

/** What of the projects is shown, and how; all of it stands in the address. */
export interface Filters {
  view: (typeof views)[number];
  /** Identity or slug. */
  partner: string;
  owner: string;
  field: IntentField | '';
  year: string;
  stalled: boolean;
  overdue: boolean;
  /** Of the list alone: the board has a place for each. */
  stage: IntentStage | '';
  sort: Order;
  page: number;
}

const usual: Filters = {
  view: 'board',
  partner: '',
  owner: '',
  field: '',
  year: '',
  stalled: false,
  overdue: false,
  stage: '',
  sort: 'waiting',
  page: 1,
};
const list = new ListAddress<Filters>('/projects', usual, {
  view: among(views),
  partner: word,
  owner: word,
  field: among(fields),
  year,
  stalled: yes,
  overdue: yes,
  stage: among(stages),
  sort: among(orders),
  page,
});

export const filtersOf = (params: URLSearchParams): Filters => list.read(params);

/** The address that shows this; the board has a place for each stage, and no pages. */
export function addressOf(filters: Filters): string {
  const { stage, sort, page: first } = usual;
  return list.of(filters.view === 'list' ? filters : { ...filters, stage, sort, page: first });
}

/** What both views ask the server for. */
export function queryOf(filters: Filters): IntentQuery {
  const { partner, owner, field, year, stalled, overdue } = filters;
  return {
    ...(partner && { partner }),
    ...(owner && { owner }),
    ...(field && { field }),
    ...(year && { year: Number(year) }),
    ...(stalled && { stalled }),
    ...(overdue && { overdue }),
  };
}

/** What of them a table is to hold: all of those that are shown. */
export function tableQuery(filters: Filters): URLSearchParams {
  const { view, stage, sort } = filters;
  const asked = { ...queryOf(filters), ...(view === 'list' && { ...(stage && { stage }), sort }) };
  return new URLSearchParams(Object.entries(asked).map(([name, value]) => [name, String(value)]));
}

/** How many of the filters are set, wherever one looks. */
export const countOf = (filters: Filters): number => Object.keys(queryOf(filters)).length;

export const nothingChosen = (view: Filters['view']): Filters => ({ ...usual, view });
