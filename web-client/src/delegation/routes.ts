import { i18n } from '../i18n/i18n.svelte';
import type { Route } from '../router.svelte';

/** The page of a delegation, for its contact person. */
export const delegationRoutes: Route[] = [
  {
    path: '/d',
    area: 'delegation',
    // What a link leads to, and what is answered, is said in the words of the way in.
    load: () => i18n.need('room').then(() => import('./DelegationPage.svelte')),
  },
];
