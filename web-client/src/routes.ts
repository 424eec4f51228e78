import { delegationRoutes } from './delegation/routes';
import { deskRoutes } from './desk/routes';
import { doorRoutes } from './door/routes';
import { roomRoutes } from './room/routes';
import { match, type Route } from './router.svelte';
import { wallRoutes } from './wall/routes';

const routes: Route[] = [
  ...deskRoutes,
  ...roomRoutes,
  ...delegationRoutes,
  ...doorRoutes,
  ...wallRoutes,
];

/** The route of a path with its named segments. */
export function resolve(
  pathname: string,
): { route: Route; named: Record<string, string> } | undefined {
  for (const route of routes) {
    const named = match(route.path, pathname);
    if (named) return { route, named };
  }
  return undefined;
}
