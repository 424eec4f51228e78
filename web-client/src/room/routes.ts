import { i18n } from '../i18n/i18n.svelte';
import type { Route } from '../router.svelte';

/** The pages of people who come by a personal link. */
export const roomRoutes: Route[] = [
  {
    path: '/j',
    area: 'room',
    load: () =>
      Promise.all(
        (
          [
            'papers',
            'show',
            'floor',
            'votes',
            'rooms',
            'notes',
            'stage',
            'sides',
            'minutes',
            'signing',
            'photo',
            'films',
          ] as const
        ).map((area) => i18n.need(area)),
      ).then(() => import('./JoinPage.svelte')),
  },
  {
    path: '/check',
    area: 'check',
    // What a link leads to is said in the words of the way in.
    load: () => i18n.need('room').then(() => import('../check/CheckPage.svelte')),
  },
];
