import type { IntentField, IntentQuery, IntentStage } from '../../api/intents';
import { fields, stages } from './stages';

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

const oneOf = <T extends string>(all: readonly T[], asked: string | null): T | undefined =>
  all.find((one) => one === asked);

export function filtersOf(asked: URLSearchParams): Filters {
  const year = asked.get('year') ?? '';
  return {
    view: oneOf(views, asked.get('view')) ?? 'board',
    partner: asked.get('partner') ?? '',
    owner: asked.get('owner') ?? '',
    field: oneOf(fields, asked.get('field')) ?? '',
    year: /^\d{4}$/.test(year) ? year : '',
    stalled: asked.get('stalled') === '1',
    overdue: asked.get('overdue') === '1',
    stage: oneOf(stages, asked.get('stage')) ?? '',
    sort: oneOf(orders, asked.get('sort')) ?? 'waiting',
    page: Math.max(1, Math.floor(Number(asked.get('page')) || 1)),
  };
}

/** The address that shows this; what is as usual is left out. */
export function addressOf(filters: Filters): string {
  const asked = new URLSearchParams();
  const put = (name: string, value: string, usual = '') => {
    if (value !== usual) asked.set(name, value);
  };
  put('view', filters.view, 'board');
  put('partner', filters.partner);
  put('owner', filters.owner);
  put('field', filters.field);
  put('year', filters.year);
  put('stalled', filters.stalled ? '1' : '');
  put('overdue', filters.overdue ? '1' : '');
  if (filters.view === 'list') {
    put('stage', filters.stage);
    put('sort', filters.sort, 'waiting');
    put('page', String(filters.page), '1');
  }
  return asked.size > 0 ? `/projects?${asked}` : '/projects';
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

/** How many of the filters are set, wherever one looks. */
export const countOf = (filters: Filters): number => Object.keys(queryOf(filters)).length;

export const nothingChosen = (view: Filters['view']): Filters =>
  filtersOf(new URLSearchParams({ view }));
