/** The measures, and the lists of records behind them. */
import type { components } from '../generated/openapi';
import { answered, client } from './http';
import type { Kind, PartnerCard } from './types';

type Schemas = components['schemas'];

export type Figures = Schemas['Figures'];
export type MeasuredFigure = Schemas['MeasuredFigure'];
export type FigureBound = Schemas['FigureBound'];
export type FigureList = Schemas['FigureList'];
export type NamedRecords = Schemas['Named'];
export type MapPlace = Schemas['MapPlace'];
export type QuietPartner = Schemas['QuietPartner'];
export type Liveliness = Schemas['Liveliness'];
export type Heatmap = Schemas['Heatmap'];
export type FunnelYear = Schemas['FunnelYear'];
export type DistrictLine = Schemas['DistrictLine'];
export type AnniversaryDay = Schemas['AnniversaryDay'];
export type RelationPage = Schemas['RecordPage_Shown_Relation'];
export type DistrictRecord = Schemas['District'];
export type DepartmentRecord = Schemas['Department'];

/** What every measure is asked with. */
export interface MeasureQuery {
  as_of: string;
  owner?: string;
  kind?: Kind;
  months?: number;
  from?: string;
  to?: string;
  believed_on?: string;
}
interface Years {
  first?: number;
  last?: number;
}

/** As many as one answer may hold. */
const MOST = 500;

/** All pages of a list, one after the other. */
async function every<Item>(
  page: (page: number) => Promise<{ total: number; items: Item[] }>,
): Promise<Item[]> {
  const items: Item[] = [];
  for (let number = 1; ; number += 1) {
    const found = await page(number);
    items.push(...found.items);
    if (found.items.length === 0 || items.length >= found.total) return items;
  }
}

export const balance = {
  figures: (query: MeasureQuery) => answered(client.GET('/api/analytics', { params: { query } })),
  list: (query: MeasureQuery & FigurePage) =>
    answered(client.GET('/api/analytics/list', { params: { query } })),
  map: (query: MeasureQuery) => answered(client.GET('/api/analytics/map', { params: { query } })),
  dormancy: (query: MeasureQuery) =>
    answered(client.GET('/api/analytics/dormancy', { params: { query } })),
  heatmap: (query: MeasureQuery & Years) =>
    answered(client.GET('/api/analytics/heatmap', { params: { query } })),
  funnel: (query: MeasureQuery) =>
    answered(client.GET('/api/analytics/funnel', { params: { query } })),
  districtMatrix: (query: MeasureQuery) =>
    answered(client.GET('/api/analytics/districts', { params: { query } })),
  anniversaries: (query: MeasureQuery & Years) =>
    answered(client.GET('/api/analytics/anniversaries', { params: { query } })),

  /** Those that are near today by the clock of the office, the soonest first. */
  coming: (query: { per: number }) =>
    answered(client.GET('/api/analytics/anniversaries/coming', { params: { query } })),

  /** Every city of the registry by identity; those that were given up as well. */
  partners: async (): Promise<Map<string, PartnerCard>> => {
    const cards = await every((page) =>
      answered(
        client.GET('/api/partners', {
          params: { query: { standing: 'any', sort: 'slug', page, per: MOST } },
        }),
      ),
    );
    return new Map(cards.map((card) => [card.id, card]));
  },
  districts: async (): Promise<DistrictRecord[]> => {
    const kept = await every((page) =>
      answered(client.GET('/api/districts', { params: { query: { page, per: MOST } } })),
    );
    return kept.map((one) => one.record);
  },
  departments: async (): Promise<DepartmentRecord[]> => {
    const kept = await every((page) =>
      answered(client.GET('/api/departments', { params: { query: { page, per: MOST } } })),
    );
    return kept.map((one) => one.record);
  },
  /** Relations of the city and of all districts that hold on a day. */
  relations: (held_on: string) =>
    every((page) =>
      answered(
        client.GET('/api/relations', {
          params: { query: { owner: 'any', held_on, page, per: MOST } },
        }),
      ),
    ),
};

export interface FigurePage {
  figure: string;
  side?: 'part' | 'whole';
  page?: number;
  per?: number;
}
