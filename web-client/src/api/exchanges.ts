import type { components, operations } from '../generated/openapi';
import { answered, client } from './http';

type Schemas = components['schemas'];

export type Exchange = Schemas['Exchange'];
export type ExchangeDraft = Schemas['ExchangeDraft'];
export type ExchangeDetail = Schemas['ExchangeDetail'];
export type ExchangePage = Schemas['RecordPage_ShownExchange'];
export type ExchangeKind = Schemas['ExchangeKind'];
export type ExchangeField = Schemas['ExchangeField'];
export type ExchangeState = Schemas['ExchangeState'];
export type Direction = Schemas['Direction'];
export type Mode = Schemas['Mode'];
export type Substance = Schemas['Substance'];
export type OrganiserClass = Schemas['OrganiserClasses'][number];
export type Figure = Schemas['Figure'];
export type Continent = Schemas['Continent'];
export type Department = Schemas['Department'];
export type Named = Schemas['Named'];

/** What is asked of the history; nothing: all of it, the newest first. */
export type ExchangeQuery = NonNullable<operations['list_exchanges']['parameters']['query']>;

const of = (id: string) => ({ params: { path: { id } } });
const from = (id: string, version: number) => ({
  params: { path: { id }, header: { 'If-Match': `"${version}"` } },
});

/** The history of exchanges. */
export const exchanges = {
  list: (query: ExchangeQuery, signal?: AbortSignal) =>
    answered(client.GET('/api/exchanges', { params: { query }, signal })),
  show: (id: string) => answered(client.GET('/api/exchanges/{id}', of(id))),
  create: (body: ExchangeDraft) => answered(client.POST('/api/exchanges', { body })),
  change: (id: string, version: number, body: ExchangeDraft) =>
    answered(client.PUT('/api/exchanges/{id}', { ...from(id, version), body })),
  remove: (id: string, version: number) =>
    answered(client.DELETE('/api/exchanges/{id}', from(id, version))),
  /** All of them: a city has some dozens. */
  departments: () => answered(client.GET('/api/departments', { params: { query: { per: 500 } } })),
};
