import type { Component, Snippet } from 'svelte';
import type { Area } from './i18n/i18n.svelte';

export interface Route {
  /** A path such as `/sessions/:id/record`; a `:name` matches one segment. */
  path: string;
  area: Area;
  /** The component gets the named segments as props. */
  // Props differ from page to page; a page states its own.
  // eslint-disable-next-line @typescript-eslint/no-explicit-any
  load: () => Promise<{ default: Component<any> }>;
  /** What stands around the page, and stays while one goes from page to page inside it. */
  frame?: () => Promise<{ default: Component<{ children: Snippet }> }>;
}

/** The named segments if `pathname` fits the pattern, else nothing. */
export function match(pattern: string, pathname: string): Record<string, string> | undefined {
  const wanted = pattern.split('/').filter(Boolean);
  const given = pathname.split('/').filter(Boolean);
  if (wanted.length !== given.length) return undefined;
  const named: Record<string, string> = {};
  for (const [place, segment] of wanted.entries()) {
    const value = given[place] ?? '';
    const text = segment.startsWith(':') ? decoded(value) : undefined;
    if (text !== undefined) named[segment.slice(1)] = text;
    else if (segment !== value) return undefined;
  }
  return named;
}

function decoded(segment: string): string | undefined {
  try {
    return decodeURIComponent(segment);
  } catch {
    return undefined;
  }
}

/** Asked before a page is left; answers whether it may be. */
type Guard = (target: URL) => boolean;

class Router {
  url = $state.raw(new URL(location.href));
  #guards = new Set<Guard>();

  constructor() {
    addEventListener('popstate', () => this.#back());
    document.addEventListener('click', (event) => this.#click(event));
  }

  /** Goes to a path of this application, unless a guard holds it back. */
  go(target: string, how: { replace?: boolean; force?: boolean } = {}): void {
    const url = new URL(target, location.href);
    if (!how.force && !this.#mayLeave(url)) return;
    if (how.replace) history.replaceState(null, '', url);
    else history.pushState(null, '', url);
    this.#arrive(url, how.replace !== true);
  }

  /** Whether this page, or one below it, is shown. */
  isAt(path: string): boolean {
    const { pathname } = this.url;
    return pathname === path || pathname.startsWith(`${path}/`);
  }

  /** While the returned function is not called, `guard` is asked before the page is left. */
  hold(guard: Guard): () => void {
    this.#guards.add(guard);
    return () => this.#guards.delete(guard);
  }

  #mayLeave(target: URL): boolean {
    return [...this.#guards].every((guard) => guard(target));
  }

  #arrive(url: URL, toTop: boolean): void {
    const samePage = url.pathname === this.url.pathname;
    this.url = url;
    if (toTop && !samePage) scrollTo(0, 0);
  }

  #back(): void {
    const target = new URL(location.href);
    if (target.pathname === this.url.pathname || this.#mayLeave(target)) {
      this.#arrive(target, false);
      return;
    }
    // The browser has gone back already: return to where the work is.
    history.pushState(null, '', this.url);
  }

  #click(event: MouseEvent): void {
    if (event.defaultPrevented || event.button !== 0) return;
    if (event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    const link = event.target instanceof Element ? event.target.closest('a[href]') : null;
    if (!(link instanceof HTMLAnchorElement) || link.target || link.hasAttribute('download'))
      return;
    const url = new URL(link.href);
    if (url.origin !== location.origin || url.pathname.startsWith('/api/')) return;
    if (url.hash && url.pathname === location.pathname && url.search === location.search) return;
    event.preventDefault();
    this.go(link.href);
  }
}

export const router = new Router();
