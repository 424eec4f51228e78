/** The registry over REST: records with their versions, what was written together, and what happened. */
import type { components, operations } from '../generated/openapi';
import { answered, client } from './http';

type Schemas = components['schemas'];

export type EntryKind = Schemas['EntryKind'];
/** What is absent is empty. */
export type City = Schemas['PartnerCityDraft'] & { id: string };
export type CityDraft = Schemas['PartnerCityDraft'];
export type Relation = Schemas['Relation'];
export type RelationDraft = Schemas['RelationDraft'];
export type EndingReason = Schemas['EndingReason'];
export type Contact = Schemas['Contact'];
export type ContactDraft = Schemas['ContactDraft'];
export type ConsentState = Schemas['ConsentState'];
export type SubRelation = Schemas['SubRelation'];
export type SubRelationDraft = Schemas['SubRelationDraft'];
export type InstituteKind = Schemas['InstituteKind'];
export type Network = Schemas['Network'];
export type NetworkDraft = Schemas['NetworkDraft'];
export type NetworkKind = Schemas['NetworkKind'];
export type District = Schemas['District'];
export type DistrictDraft = Schemas['DistrictDraft'];
export type Department = Schemas['Department'];
export type DepartmentDraft = Schemas['DepartmentDraft'];
export type Provenance = Schemas['Provenance'];
export type Continent = Schemas['Continent'];
export type Exchange = Schemas['Exchange'];
export type ExchangeField = Schemas['ExchangeField'];
export type Named = Schemas['Named'];

/** A record with the version that a change of it must name. */
export interface Kept<Record> {
  version: number;
  record: Record;
}
/** A record as it stands after a change; `batch` takes the change back. */
export interface Saved<Record> extends Kept<Record> {
  batch: number | null;
}

/** What is wrong with one field of a record. */
export interface Flaw {
  path: string;
  problem: string;
}

export type PartnerQuery = NonNullable<operations['list_partners']['parameters']['query']>;
export type ExchangeQuery = NonNullable<operations['list_exchanges']['parameters']['query']>;
export type IntentQuery = NonNullable<operations['list_intents']['parameters']['query']>;

/** Records of a list that is read as a whole; of none of these there are more. */
const WHOLE = 500;

const from = (id: string, version: number) => ({
  params: { path: { id }, header: { 'If-Match': `"${version}"` } },
});
const whole = { params: { query: { per: WHOLE } } };
const ofPartner = (partner: string) => ({ params: { query: { partner, per: WHOLE } } });

export const registry = {
  partners: (query: PartnerQuery) => answered(client.GET('/api/partners', { params: { query } })),
  partner: {
    create: (body: CityDraft) => answered(client.POST('/api/partners', { body })),
    change: (id: string, version: number, body: CityDraft) =>
      answered(client.PUT('/api/partners/{id}', { ...from(id, version), body })),
    remove: (id: string, version: number) =>
      answered(client.DELETE('/api/partners/{id}', from(id, version))),
  },
  relation: {
    create: (body: RelationDraft) => answered(client.POST('/api/relations', { body })),
    change: (id: string, version: number, body: RelationDraft) =>
      answered(client.PUT('/api/relations/{id}', { ...from(id, version), body })),
    remove: (id: string, version: number) =>
      answered(client.DELETE('/api/relations/{id}', from(id, version))),
    upgrade: (id: string, version: number, on: string) =>
      answered(client.POST('/api/relations/{id}/upgrade', { ...from(id, version), body: { on } })),
    end: (
      id: string,
      version: number,
      body: { on: string; reason: EndingReason; note: string | null },
    ) => answered(client.POST('/api/relations/{id}/end', { ...from(id, version), body })),
  },
  contact: {
    create: (body: ContactDraft) => answered(client.POST('/api/contacts', { body })),
    change: (id: string, version: number, body: ContactDraft) =>
      answered(client.PUT('/api/contacts/{id}', { ...from(id, version), body })),
    remove: (id: string, version: number) =>
      answered(client.DELETE('/api/contacts/{id}', from(id, version))),
  },
  sub_relation: {
    create: (body: SubRelationDraft) => answered(client.POST('/api/sub-relations', { body })),
    change: (id: string, version: number, body: SubRelationDraft) =>
      answered(client.PUT('/api/sub-relations/{id}', { ...from(id, version), body })),
    remove: (id: string, version: number) =>
      answered(client.DELETE('/api/sub-relations/{id}', from(id, version))),
  },
  network: {
    create: (body: NetworkDraft) => answered(client.POST('/api/networks', { body })),
    change: (id: string, version: number, body: NetworkDraft) =>
      answered(client.PUT('/api/networks/{id}', { ...from(id, version), body })),
    remove: (id: string, version: number) =>
      answered(client.DELETE('/api/networks/{id}', from(id, version))),
  },
  district: {
    create: (body: DistrictDraft) => answered(client.POST('/api/districts', { body })),
    change: (id: string, version: number, body: DistrictDraft) =>
      answered(client.PUT('/api/districts/{id}', { ...from(id, version), body })),
    remove: (id: string, version: number) =>
      answered(client.DELETE('/api/districts/{id}', from(id, version))),
  },
  department: {
    create: (body: DepartmentDraft) => answered(client.POST('/api/departments', { body })),
    change: (id: string, version: number, body: DepartmentDraft) =>
      answered(client.PUT('/api/departments/{id}', { ...from(id, version), body })),
    remove: (id: string, version: number) =>
      answered(client.DELETE('/api/departments/{id}', from(id, version))),
  },

  contacts: (partner: string) => answered(client.GET('/api/contacts', ofPartner(partner))),
  subRelations: (partner: string) => answered(client.GET('/api/sub-relations', ofPartner(partner))),
  networks: () => answered(client.GET('/api/networks', whole)),
  districts: () => answered(client.GET('/api/districts', whole)),
  departments: () => answered(client.GET('/api/departments', whole)),
  exchanges: (query: ExchangeQuery) =>
    answered(client.GET('/api/exchanges', { params: { query } })),
  intents: (query: IntentQuery) => answered(client.GET('/api/intents', { params: { query } })),
};
