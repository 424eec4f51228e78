import type { components } from '../generated/openapi';
import { answered, client } from './http';

type Schemas = components['schemas'];

export type BatchCard = Schemas['BatchCard'];
export type EntryKind = Schemas['EntryKind'];
export type RecordVersion = Schemas['RecordVersion'];

/** What was written together, whatever it was written of, the newest first. */
export const batchesOf = (query: { before?: number; limit?: number }) =>
  answered(client.GET('/api/batches', { params: { query } }));

export const batchOf = (number: number, page: number) =>
  answered(client.GET('/api/batches/{number}', { params: { path: { number }, query: { page } } }));

/** Takes it back as a whole; that is a batch again. */
export const undoBatch = (number: number) =>
  answered(client.POST('/api/batches/{number}/undo', { params: { path: { number } } }));

/** How one record came to be as it is, the newest version first. */
export const versionsOf = (kind: EntryKind, id: string) =>
  answered(client.GET('/api/versions/{kind}/{id}', { params: { path: { kind, id } } }));
