import type { Route } from '../router.svelte';

/** The pages of the foreign-affairs office. */
export const deskRoutes: Route[] = [];
