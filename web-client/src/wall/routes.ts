import type { Route } from '../router.svelte';

/** The display on the wall of a hall. */
export const wallRoutes: Route[] = [
  { path: '/wall', area: 'wall', load: () => import('./WallPage.svelte') },
];
