import { i18n } from '../i18n/i18n.svelte';
import type { Route } from '../router.svelte';

type Words = Parameters<typeof i18n.need>[0];

/** The pages of the registry of partners, of the history, and of what is measured from both; `frame`
 *  stands around them. */
export function historyRoutes(frame: Route['frame']): Route[] {
  const page = (path: string, words: readonly Words[], load: Route['load']): Route => ({
    path,
    area: 'desk',
    ...(frame && { frame }),
    load: () => Promise.all(words.map((area) => i18n.need(area))).then(load),
  });
  const registry = ['registry'] as const;
  const exchanges = ['exchanges'] as const;
  // A decision is named as the record of its session does.
  const projects = ['projects', 'notes'] as const;
  // What a cell may say, it says in the words of those.
  const imports = ['imports', 'exchanges', 'projects'] as const;
  const balance = ['balance'] as const;
  return [
    page('/partners', registry, () => import('./partners/Partners.svelte')),
    page('/partners/new', registry, () => import('./registry/NewPartner.svelte')),
    page('/partners/:id', registry, () => import('./partners/Partner.svelte')),
    page('/partners/:id/edit', registry, () => import('./registry/EditPartner.svelte')),
    page('/registry', registry, () => import('./registry/Settings.svelte')),
    page('/registry/changes', registry, () => import('./registry/Changes.svelte')),
    page('/registry/history/:kind/:id', registry, () => import('./registry/Versions.svelte')),

    page('/exchanges', exchanges, () => import('./exchanges/Exchanges.svelte')),
    page('/exchanges/new', exchanges, () => import('./exchanges/NewExchange.svelte')),
    page('/exchanges/:id', exchanges, () => import('./exchanges/Exchange.svelte')),
    page('/exchanges/:id/edit', exchanges, () => import('./exchanges/EditExchange.svelte')),

    page('/projects', projects, () => import('./projects/Projects.svelte')),
    page('/projects/new', projects, () => import('./projects/NewProject.svelte')),
    page('/projects/:id', projects, () => import('./projects/Project.svelte')),
    page('/projects/:id/edit', projects, () => import('./projects/EditProject.svelte')),

    page('/import', imports, () => import('./imports/ImportPage.svelte')),

    page('/balance', balance, () => import('./balance/Balance.svelte')),
    page('/balance/list', balance, () => import('./balance/List.svelte')),
    page('/balance/heatmap', balance, () => import('./balance/Heatmap.svelte')),
    page('/balance/anniversaries', balance, () => import('./balance/Anniversaries.svelte')),
    page('/balance/funnel', balance, () => import('./balance/Funnel.svelte')),
    page('/balance/districts', balance, () => import('./balance/DistrictsPage.svelte')),
    page('/balance/leaders', balance, () => import('./balance/Leaders.svelte')),
  ];
}
