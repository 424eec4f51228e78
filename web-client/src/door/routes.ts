import type { Route } from '../router.svelte';

/** The page of the helpers at the entrance of a hall. */
export const doorRoutes: Route[] = [
  { path: '/check-in', area: 'door', load: () => import('./CheckInPage.svelte') },
];
