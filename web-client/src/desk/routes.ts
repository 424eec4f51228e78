import { i18n } from '../i18n/i18n.svelte';
import type { Route } from '../router.svelte';
import { historyRoutes } from './history-routes';

const frame = () =>
  Promise.all([i18n.need('papers'), i18n.need('before'), i18n.need('films')]).then(
    () => import('./Frame.svelte'),
  );
const area = 'desk';

/** A page that says something of the evening before, too. */
const planning =
  <Page>(load: () => Promise<Page>) =>
  (): Promise<Page> =>
    Promise.all([i18n.need('planning'), i18n.need('floor')]).then(load);

/** The pages of the foreign-affairs office. */
export const deskRoutes: Route[] = [
  { path: '/setup', area, load: () => import('./Setup.svelte') },
  { path: '/signin', area, load: () => import('./SignIn.svelte') },
  { path: '/', area, frame, load: () => import('./Home.svelte') },
  { path: '/sessions', area, frame, load: () => import('./Sessions.svelte') },
  { path: '/sessions/new', area, frame, load: planning(() => import('./plan/NewSession.svelte')) },
  {
    path: '/sessions/:id',
    area,
    frame,
    load: () => i18n.need('wall').then(planning(() => import('./session/Session.svelte'))),
  },
  {
    path: '/sessions/:id/edit',
    area,
    frame,
    load: planning(() => import('./plan/EditSession.svelte')),
  },
  {
    path: '/sessions/:id/run-sheet',
    area,
    frame,
    load: planning(() => import('./session/RunSheetPage.svelte')),
  },
  {
    path: '/sessions/:id/invitations',
    area,
    frame,
    load: () => import('./invitations/Invitations.svelte'),
  },
  {
    path: '/sessions/:id/protocol',
    area,
    frame,
    load: () => i18n.need('protocol').then(() => import('./protocol/Protocol.svelte')),
  },
  {
    path: '/sessions/:id/record',
    area,
    frame,
    load: () =>
      Promise.all(
        (
          [
            'floor',
            'votes',
            'notes',
            'stage',
            'sides',
            'minutes',
            'protocol',
            'signing',
            'photo',
            'projects',
          ] as const
        ).map((words) => i18n.need(words)),
      ).then(() => import('./record/Record.svelte')),
  },
  {
    path: '/sessions/:id/minutes',
    area,
    frame,
    load: () =>
      Promise.all([i18n.need('minutes'), i18n.need('protocol')]).then(
        () => import('./minutes/MinutesPage.svelte'),
      ),
  },
  { path: '/calendar', area, frame, load: planning(() => import('./calendar/Calendar.svelte')) },
  { path: '/events', area, frame, load: () => import('./events/Events.svelte') },
  { path: '/events/new', area, frame, load: () => import('./events/NewEvent.svelte') },
  { path: '/events/:id', area, frame, load: planning(() => import('./events/Event.svelte')) },
  { path: '/events/:id/edit', area, frame, load: () => import('./events/EditEvent.svelte') },
  {
    path: '/events/:id/invitations',
    area,
    frame,
    load: () => import('./invitations/EventInvitations.svelte'),
  },
  { path: '/slots', area, frame, load: () => import('./slots/FindTime.svelte') },
  { path: '/records', area, frame, load: () => import('./Records.svelte') },
  ...historyRoutes(frame),
];
