import type { components, operations } from '../generated/openapi';
import { answered, client } from './http';

type Schemas = components['schemas'];

/** A record leaves out what it does not say. */
export type Intent = Schemas['Shown_Intent']['record'];
export type IntentDraft = Schemas['IntentDraft'];
export type IntentStage = Schemas['IntentStage'];
export type IntentStep = Schemas['IntentStep'];
export type IntentPage = Schemas['RecordPage_ShownIntent'];
export type ShownIntent = IntentPage['items'][number];
export type KeptIntent = Schemas['Shown_Intent'];
export type IntentField = Schemas['ExchangeField'];
export type Named = Schemas['Named'];
export type Said = Schemas['Said'];
export type Department = Schemas['Department'];
export type IntentQuery = NonNullable<operations['list_intents']['parameters']['query']>;

/** The version that a change was made from goes with it, and a newer one is not overwritten. */
const from = (id: string, version: number) => ({
  params: { path: { id }, header: { 'If-Match': `"${version}"` } },
});

/** Most that one page of a list holds. */
const WHOLE = 500;

/** Intents, and what is looked up for them. */
export const intents = {
  list: (query: IntentQuery) => answered(client.GET('/api/intents', { params: { query } })),
  get: (id: string) => answered(client.GET('/api/intents/{id}', { params: { path: { id } } })),
  add: (body: IntentDraft) => answered(client.POST('/api/intents', { body })),
  change: (id: string, version: number, body: IntentDraft) =>
    answered(client.PUT('/api/intents/{id}', { ...from(id, version), body })),
  remove: (id: string, version: number) =>
    answered(client.DELETE('/api/intents/{id}', from(id, version))),
  step: (id: string, version: number, body: IntentStep) =>
    answered(client.POST('/api/intents/{id}/steps', { ...from(id, version), body })),

  departments: async (): Promise<Department[]> => {
    const query = { per: WHOLE };
    const { items } = await answered(client.GET('/api/departments', { params: { query } }));
    return items.map(({ record }) => record);
  },
  addDepartment: async (names: Record<string, string>): Promise<Department> => {
    const { record } = await answered(client.POST('/api/departments', { body: { names } }));
    return record;
  },
  exchange: (id: string) =>
    answered(client.GET('/api/exchanges/{id}', { params: { path: { id } } })),
};
