import { beforeEach, describe, expect, test, vi } from 'vitest';
import { match, router } from './router.svelte';

describe('a pattern', () => {
  test('names the segments it matches', () => {
    expect(match('/sessions/:id/record', '/sessions/abc/record')).toEqual({ id: 'abc' });
    expect(match('/partners/:id', '/partners/S%2018')).toEqual({ id: 'S 18' });
  });

  test('fits whole paths only, with or without a slash at the end', () => {
    expect(match('/sessions', '/sessions/')).toEqual({});
    expect(match('/', '/')).toEqual({});
    expect(match('/sessions', '/sessions/abc')).toBeUndefined();
    expect(match('/sessions/:id', '/partners/abc')).toBeUndefined();
  });

  test('a segment that is no text fits nothing', () => {
    expect(match('/partners/:id', '/partners/%E0%A4%A')).toBeUndefined();
  });
});

describe('the router', () => {
  beforeEach(() => router.go('/', { force: true }));

  test('goes where it is told', () => {
    router.go('/partners?kind=sister');
    expect(router.url.pathname).toBe('/partners');
    expect(location.search).toBe('?kind=sister');
  });

  test('knows whether a page or one below it is shown, and does not take another for it', () => {
    router.go('/partners/S18/edit?from=list');
    expect(router.isAt('/partners/S18')).toBe(true);
    expect(router.isAt('/partners/S18/edit')).toBe(true);
    expect(router.isAt('/partners/S1')).toBe(false);
    expect(router.isAt('/exchanges')).toBe(false);
  });

  test('asks the guards, and a guard may be taken away', () => {
    const guard = vi.fn(() => false);
    const release = router.hold(guard);
    router.go('/partners');
    expect(guard).toHaveBeenCalledOnce();
    expect(router.url.pathname).toBe('/');
    router.go('/sessions', { force: true });
    expect(router.url.pathname).toBe('/sessions');
    release();
    router.go('/partners');
    expect(router.url.pathname).toBe('/partners');
  });

  test('takes over clicks on its own links, not on those of others', () => {
    document.body.innerHTML =
      '<a id="own" href="/records">a</a><a id="api" href="/api/x.csv">b</a>';
    document.getElementById('own')?.click();
    expect(router.url.pathname).toBe('/records');
    const click = new MouseEvent('click', { bubbles: true, cancelable: true });
    document.getElementById('api')?.dispatchEvent(click);
    expect(click.defaultPrevented).toBe(false);
  });
});
