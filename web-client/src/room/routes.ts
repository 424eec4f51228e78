import type { Route } from '../router.svelte';

/** The pages of people who come by a personal link. */
export const roomRoutes: Route[] = [
  { path: '/j', area: 'room', load: () => import('./JoinPage.svelte') },
];
