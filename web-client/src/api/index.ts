import { answered, client } from './http';
import type {
  EventDraft,
  EventSending,
  Every,
  Kind,
  Localized,
  MinutesChange,
  NewEvent,
  PaperDraft,
  PlanDraft,
  ProtocolDraft,
  Repeating,
  Sending,
  SessionMove,
  SlotQuestion,
} from './types';

export { ApiError } from './http';
export type * from './types';

/** Whose delegations have the pages: those of one session, or of an event with all of its. */
export type PagesOf = 'session' | 'event';

const of = (id: string) => ({ params: { path: { id } } });
const ofPaper = (id: string, paper: string) => ({ params: { path: { id, paper } } });
const ofPerson = (id: string, person: string) => ({ params: { path: { id, person } } });

/** One function a request; each throws an `ApiError` when it is refused. */
export const api = {
  office: () => answered(client.GET('/api/office')),
  setup: (body: { token: string; name: string; password: string }) =>
    answered(client.POST('/api/setup', { body })),
  login: (body: { name: string; password: string }) =>
    answered(client.POST('/api/login', { body })),
  logout: () => answered(client.POST('/api/logout')),
  me: () => answered(client.GET('/api/me')),

  partners: (query: { q?: string; kind?: Kind }, signal?: AbortSignal) =>
    answered(client.GET('/api/partners', { params: { query }, signal })),
  partner: (id: string) => answered(client.GET('/api/partners/{id}', of(id))),

  zones: () => answered(client.GET('/api/zones')),
  time: (asked: { zones: string[]; at: string; in: string }, signal?: AbortSignal) => {
    const query = { ...asked, zones: asked.zones.join(',') };
    return answered(client.GET('/api/time', { params: { query }, signal }));
  },

  slots: (body: SlotQuestion, signal?: AbortSignal) =>
    answered(client.POST('/api/slots', { body, signal })),

  days: (query: { countries: string; from: string; to: string }) =>
    answered(client.GET('/api/days', { params: { query } })),

  sessions: (when: 'upcoming' | 'past' | 'all') =>
    answered(client.GET('/api/sessions', { params: { query: { when } } })),
  session: (id: string) => answered(client.GET('/api/sessions/{id}', of(id))),
  createSession: (plan: PlanDraft) => answered(client.POST('/api/sessions', { body: { plan } })),
  saveSession: (id: string, version: number, plan: PlanDraft) =>
    answered(client.PUT('/api/sessions/{id}', { ...of(id), body: { version, plan } })),
  cancelSession: (id: string, version: number) =>
    answered(client.POST('/api/sessions/{id}/cancel', { ...of(id), body: { version } })),
  restoreSession: (id: string, version: number) =>
    answered(client.POST('/api/sessions/{id}/restore', { ...of(id), body: { version } })),
  repetitions: (id: string, query: { every: Every; times: number }) =>
    answered(client.GET('/api/sessions/{id}/repeat', { params: { path: { id }, query } })),
  repeatSession: (id: string, body: Repeating) =>
    answered(client.POST('/api/sessions/{id}/repeat', { ...of(id), body })),
  copyAsRehearsal: (id: string) => answered(client.POST('/api/sessions/{id}/rehearsal', of(id))),
  issueLink: (id: string, person: string) =>
    answered(client.POST('/api/sessions/{id}/people/{person}/link', ofPerson(id, person))),
  revokeLink: (id: string, person: string) =>
    answered(client.DELETE('/api/sessions/{id}/people/{person}/link', ofPerson(id, person))),

  templates: () => answered(client.GET('/api/event-templates')),
  series: () => answered(client.GET('/api/series')),
  createSeries: (kind: EventDraft['kind'], name: Record<string, string>) =>
    answered(client.POST('/api/series', { body: { kind, name } })),
  events: () => answered(client.GET('/api/events')),
  event: (id: string) => answered(client.GET('/api/events/{id}', of(id))),
  createEvent: (body: NewEvent) => answered(client.POST('/api/events', { body })),
  saveEvent: (id: string, version: number, event: EventDraft) =>
    answered(client.PUT('/api/events/{id}', { ...of(id), body: { version, event } })),
  moveSession: (id: string, body: SessionMove) =>
    answered(client.POST('/api/sessions/{id}/move', { ...of(id), body })),
  invitations: (id: string) => answered(client.GET('/api/sessions/{id}/invitations', of(id))),
  sendInvitations: (id: string, body: Sending) =>
    answered(client.POST('/api/sessions/{id}/invitations/send', { ...of(id), body })),
  letter: (id: string, person: string) =>
    answered(client.GET('/api/sessions/{id}/invitations/{person}/letter', ofPerson(id, person))),
  writeLetterNote: (id: string, before: Localized, note: Localized) =>
    answered(
      client.PUT('/api/sessions/{id}/invitations/note', { ...of(id), body: { before, note } }),
    ),
  eventInvitations: (id: string) => answered(client.GET('/api/events/{id}/invitations', of(id))),
  sendEventInvitations: (id: string, body: EventSending) =>
    answered(client.POST('/api/events/{id}/invitations/send', { ...of(id), body })),
  eventLetters: (id: string, person: string) =>
    answered(client.GET('/api/events/{id}/invitations/{person}/letters', ofPerson(id, person))),
  pauseLetters: (paused: boolean) =>
    answered(client.PUT('/api/letters/pause', { body: { paused } })),
  settleLetter: (id: string, person: string, letter: 'arrived' | 'lost') =>
    answered(
      client.POST('/api/sessions/{id}/invitations/{person}/settle', {
        ...ofPerson(id, person),
        body: { letter },
      }),
    ),
  acceptDeputy: (id: string, person: string, version: number) =>
    answered(
      client.POST('/api/sessions/{id}/invitations/{person}/deputy', {
        ...ofPerson(id, person),
        body: { version },
      }),
    ),
  dismissDeputy: (id: string, deputy: string, version: number) =>
    answered(
      client.DELETE('/api/sessions/{id}/invitations/{person}/deputy', {
        ...ofPerson(id, deputy),
        body: { version },
      }),
    ),

  delegationPages: (of: PagesOf, id: string) =>
    answered(client.GET('/api/delegation-pages/{of}/{id}', { params: { path: { of, id } } })),
  issueDelegationLink: (of: PagesOf, id: string, delegation: string) =>
    answered(
      client.POST('/api/delegation-pages/{of}/{id}/{delegation}', {
        params: { path: { of, id, delegation } },
      }),
    ),
  setDelegationPage: (of: PagesOf, id: string, delegation: string, shows_links: boolean) =>
    answered(
      client.PUT('/api/delegation-pages/{of}/{id}/{delegation}', {
        params: { path: { of, id, delegation } },
        body: { shows_links },
      }),
    ),
  revokeDelegationLink: (of: PagesOf, id: string, delegation: string) =>
    answered(
      client.DELETE('/api/delegation-pages/{of}/{id}/{delegation}', {
        params: { path: { of, id, delegation } },
      }),
    ),
  settleProposal: (
    of: PagesOf,
    id: string,
    body: { person: string; number: number; version: number; take: boolean },
  ) =>
    answered(
      client.POST('/api/delegation-pages/{of}/{id}/proposals', {
        params: { path: { of, id } },
        body,
      }),
    ),
  papers: (id: string) => answered(client.GET('/api/sessions/{id}/papers', of(id))),
  changePaper: (id: string, paper: string, body: PaperDraft) =>
    answered(client.PUT('/api/sessions/{id}/papers/{paper}', { ...ofPaper(id, paper), body })),
  deletePaper: (id: string, paper: string) =>
    answered(client.DELETE('/api/sessions/{id}/papers/{paper}', ofPaper(id, paper))),
  restorePaper: (id: string, paper: string) =>
    answered(client.POST('/api/sessions/{id}/papers/{paper}/restore', ofPaper(id, paper))),
  checks: (id: string) => answered(client.GET('/api/sessions/{id}/checks', of(id))),
  eventChecks: (id: string) => answered(client.GET('/api/events/{id}/checks', of(id))),
  hall: (id: string) => answered(client.GET('/api/sessions/{id}/hall', of(id))),
  issueDoorLink: (id: string) => answered(client.POST('/api/sessions/{id}/door-link', of(id))),
  revokeDoorLink: (id: string) => answered(client.DELETE('/api/sessions/{id}/door-link', of(id))),
  wallLink: (id: string) => answered(client.GET('/api/sessions/{id}/wall-link', of(id))),
  issueWallLink: (id: string) => answered(client.POST('/api/sessions/{id}/wall-link', of(id))),
  revokeWallLink: (id: string) => answered(client.DELETE('/api/sessions/{id}/wall-link', of(id))),
  protocol: (id: string) => answered(client.GET('/api/sessions/{id}/protocol', of(id))),
  arrangeProtocol: (id: string, body: ProtocolDraft) =>
    answered(client.PUT('/api/sessions/{id}/protocol', { ...of(id), body })),

  minutes: (id: string, edition?: number) =>
    answered(
      client.GET('/api/sessions/{id}/minutes', {
        params: { path: { id }, query: edition === undefined ? {} : { edition } },
      }),
    ),
  changeMinutes: (id: string, body: MinutesChange) =>
    answered(client.POST('/api/sessions/{id}/minutes', { ...of(id), body })),
  minutesRevision: (id: string, edition: number, number: number) =>
    answered(
      client.GET('/api/sessions/{id}/minutes/{edition}/{number}', {
        params: { path: { id, edition, number } },
      }),
    ),

  record: (id: string) => answered(client.GET('/api/sessions/{id}/record', of(id))),
  removePhoto: (id: string, photo: string) =>
    answered(
      client.DELETE('/api/sessions/{id}/photos/{photo}', { params: { path: { id, photo } } }),
    ),
};

/** Where a table of the record is downloaded, with its heads in `lang`. */
export const csvAddress = (
  id: string,
  table:
    'attendance' | 'agenda' | 'floor' | 'votes' | 'decisions' | 'stage' | 'side-rooms' | 'signings',
  lang: string,
): string =>
  `/api/sessions/${encodeURIComponent(id)}/record/${table}.csv?lang=${encodeURIComponent(lang)}`;

/** Where the certificate of a signing is printed, in a language of the session. */
export const certificateAddress = (id: string, signing: string, lang: string): string =>
  `/api/sessions/${encodeURIComponent(id)}/signings/${encodeURIComponent(signing)}/certificate.pdf?lang=${encodeURIComponent(lang)}`;

const invitationsOf = (id: string): string => `/api/sessions/${encodeURIComponent(id)}/invitations`;

/** Where the letter to a person is downloaded, or the entry for their calendar. */
export const invitationAddress = (id: string, person: string, kind: 'eml' | 'ics'): string =>
  `${invitationsOf(id)}/${encodeURIComponent(person)}/invitation.${kind}`;

/** Where all letters of a session are downloaded. */
export const allLettersAddress = (id: string): string => `${invitationsOf(id)}/letters.zip`;

/** Where the papers of a session are uploaded to. */
export const papersAddress = (id: string): string =>
  `/api/sessions/${encodeURIComponent(id)}/papers`;

/** Where the file of a paper is downloaded. */
export const paperAddress = (id: string, paper: string): string =>
  `${papersAddress(id)}/${encodeURIComponent(paper)}/file`;
/** Where the picture of a group photo stands; `save`: to be kept outside, which is logged. */
export const photoAddress = (id: string, photo: string, save = false): string => {
  const address = `/api/sessions/${encodeURIComponent(id)}/photos/${encodeURIComponent(photo)}/file`;
  return save ? `${address}?save=true` : address;
};
/** Where all letters of an event are downloaded. */
export const eventLettersAddress = (id: string): string =>
  `/api/events/${encodeURIComponent(id)}/invitations/letters.zip`;
