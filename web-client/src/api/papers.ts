/** The papers of a relation or of an exchange over REST. */
import type { components } from '../generated/openapi';
import { answered, client } from './http';

type Schemas = components['schemas'];

export type EntryPaper = Schemas['EntryPaper'];
export type EntryPapers = Schemas['EntryPapers'];

/** What has papers of its own beside the sessions. */
export type PaperedEntry = 'relation' | 'exchange';

const of = (id: string) => ({ params: { path: { id } } });
const one = (id: string, paper: string) => ({ params: { path: { id, paper } } });

interface Calls {
  list: (id: string) => Promise<EntryPapers>;
  remove: (id: string, paper: string) => Promise<unknown>;
  /** Takes the removal back, for as long as the file is there. */
  restore: (id: string, paper: string) => Promise<EntryPaper>;
}

export const entryPapers: Record<PaperedEntry, Calls> = {
  relation: {
    list: (id) => answered(client.GET('/api/relations/{id}/papers', of(id))),
    remove: (id, paper) =>
      answered(client.DELETE('/api/relations/{id}/papers/{paper}', one(id, paper))),
    restore: (id, paper) =>
      answered(client.POST('/api/relations/{id}/papers/{paper}/restore', one(id, paper))),
  },
  exchange: {
    list: (id) => answered(client.GET('/api/exchanges/{id}/papers', of(id))),
    remove: (id, paper) =>
      answered(client.DELETE('/api/exchanges/{id}/papers/{paper}', one(id, paper))),
    restore: (id, paper) =>
      answered(client.POST('/api/exchanges/{id}/papers/{paper}/restore', one(id, paper))),
  },
};

/** Where the papers of an entry are uploaded to. */
export const entryPapersAddress = (entry: PaperedEntry, id: string): string =>
  `/api/${entry}s/${encodeURIComponent(id)}/papers`;

/** Where the file of one of them is downloaded. */
export const entryPaperAddress = (entry: PaperedEntry, id: string, paper: string): string =>
  `${entryPapersAddress(entry, id)}/${encodeURIComponent(paper)}/file`;
