import { request } from './http';
import type {
  Kind,
  Me,
  Office,
  Partner,
  PartnerCard,
  PlanDraft,
  SessionCard,
  SessionDetail,
  SessionRecord,
  TimeAnswer,
} from './types';

export { ApiError } from './http';
export type * from './types';

interface List<Item> {
  total: number;
  items: Item[];
}

const session = (id: string) => `/api/sessions/${encodeURIComponent(id)}`;
const personLink = (id: string, person: string) =>
  `${session(id)}/people/${encodeURIComponent(person)}/link`;

/** One function a request; each throws an `ApiError` when it is refused. */
export const api = {
  office: () => request<Office>('/api/office'),
  setup: (body: { token: string; name: string; password: string }) =>
    request<undefined>('/api/setup', { method: 'POST', body }),
  login: (body: { name: string; password: string }) =>
    request<undefined>('/api/login', { method: 'POST', body }),
  logout: () => request<undefined>('/api/logout', { method: 'POST' }),
  me: () => request<Me>('/api/me'),

  partners: (query: { q?: string; kind?: Kind }, signal?: AbortSignal) =>
    request<List<PartnerCard>>('/api/partners', { query, signal }),
  partner: (id: string) => request<Partner>(`/api/partners/${encodeURIComponent(id)}`),

  zones: () => request<string[]>('/api/zones'),
  time: (query: { zones: string[]; at: string; in: string }, signal?: AbortSignal) =>
    request<TimeAnswer>('/api/time', { query: { ...query, zones: query.zones.join(',') }, signal }),

  sessions: (when: 'upcoming' | 'past' | 'all') =>
    request<List<SessionCard>>('/api/sessions', { query: { when } }),
  session: (id: string) => request<SessionDetail>(session(id)),
  createSession: (plan: PlanDraft) =>
    request<{ session: SessionDetail }>('/api/sessions', { method: 'POST', body: { plan } }),
  saveSession: (id: string, version: number, plan: PlanDraft) =>
    request<SessionDetail>(session(id), { method: 'PUT', body: { version, plan } }),
  cancelSession: (id: string, version: number) =>
    request<SessionDetail>(`${session(id)}/cancel`, { method: 'POST', body: { version } }),
  restoreSession: (id: string, version: number) =>
    request<SessionDetail>(`${session(id)}/restore`, { method: 'POST', body: { version } }),
  issueLink: (id: string, person: string) =>
    request<{ url: string }>(personLink(id, person), { method: 'POST' }),
  revokeLink: (id: string, person: string) =>
    request<undefined>(personLink(id, person), { method: 'DELETE' }),

  record: (id: string) => request<SessionRecord>(`${session(id)}/record`),
};

/** Where a table of the record is downloaded, with its heads in `lang`. */
export const csvAddress = (id: string, table: 'attendance' | 'agenda', lang: string): string =>
  `${session(id)}/record/${table}.csv?lang=${encodeURIComponent(lang)}`;
