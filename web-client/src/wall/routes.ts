import { i18n } from '../i18n/i18n.svelte';
import type { Route } from '../router.svelte';

/** The display on the wall of a hall. */
export const wallRoutes: Route[] = [
  {
    path: '/wall',
    area: 'wall',
    load: () => i18n.need('films').then(() => import('./WallPage.svelte')),
  },
];
