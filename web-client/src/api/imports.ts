import type { components } from '../generated/openapi';
import { answered, client } from './http';

type Schemas = components['schemas'];

export type Import = Schemas['Import'];
export type ImportProposal = Schemas['ImportProposal'];
export type ImportProgress = Schemas['ImportProgress'];
export type ImportPreview = Schemas['ImportPreview'];
export type ImportOutcome = Schemas['ImportOutcome'];
export type ImportDuplicate = Schemas['ImportDuplicate'];
export type CellError = Schemas['IntakeCellError'];
export type CellReason = Schemas['IntakeReason'];
export type Mapping = Schemas['IntakeMapping'];
export type MappedColumn = Schemas['IntakeColumn'];
export type MappingProblem = Schemas['IntakeMappingProblem'];
export type Meaning = Schemas['IntakeMeaning'];
export type SheetKind = Schemas['IntakeKind'];
export type Choices = Required<Schemas['IntakeChoices']>;

/** A sheet, and how it is to be read. */
export interface Reading {
  sheet: string;
  kind: SheetKind;
  mapping: Mapping;
}

const of = (id: string) => ({ params: { path: { id } } });
const asItIs = (body: unknown) => body as BodyInit;

/** Files of records: looked at, tried, and taken in as one batch or not at all. */
export const imports = {
  upload: (file: File) =>
    answered(
      client.POST('/api/imports', {
        params: { header: { Slug: encodeURIComponent(file.name) } },
        headers: { 'Content-Type': 'application/octet-stream' },
        body: file as never,
        bodySerializer: asItIs,
      }),
    ),
  paste: (cells: string) =>
    answered(
      client.POST('/api/imports', {
        headers: { 'Content-Type': 'text/plain' },
        body: cells as never,
        bodySerializer: asItIs,
      }),
    ),
  get: (id: string) => answered(client.GET('/api/imports/{id}', of(id))),
  propose: (id: string, sheet: string, kind: SheetKind) =>
    answered(client.POST('/api/imports/{id}/proposal', { ...of(id), body: { sheet, kind } })),
  preview: (id: string, body: Reading) =>
    answered(client.POST('/api/imports/{id}/preview', { ...of(id), body })),
  run: (id: string, body: Reading & { choices: Choices }) =>
    answered(client.POST('/api/imports/{id}/run', { ...of(id), body })),
  cancel: (id: string) => answered(client.POST('/api/imports/{id}/cancel', of(id))),
};

/** A sheet of headings to be filled in. */
export const templateAddress = (
  kind: SheetKind,
  language: string,
  format: 'csv' | 'xlsx',
): string => `/api/imports/template?${new URLSearchParams({ kind, language, format })}`;
