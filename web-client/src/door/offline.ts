import { workerAddress } from '../worker-address';

/** As the worker calls it. */
const KEPT = 'check-in';
const PAGE = '/check-in';

/** Makes this page one that can be loaded again without a network. True once it is; false where the
 *  browser has no such thing, as over plain HTTP. */
export async function keepPage(): Promise<boolean> {
  if (!('serviceWorker' in navigator) || !('caches' in window)) return false;
  try {
    await navigator.serviceWorker.register(workerAddress('/check-in-worker.js'), { scope: PAGE });
    await navigator.serviceWorker.ready;
    await keepFiles();
    return true;
  } catch {
    return false;
  }
}

/** What this page was made of was fetched before there was a worker to keep it. */
async function keepFiles(): Promise<void> {
  const cache = await caches.open(KEPT);
  const loaded = performance.getEntriesByType('resource').map((entry) => new URL(entry.name));
  const own = loaded.filter(
    (url) => url.origin === location.origin && !url.pathname.startsWith('/api/'),
  );
  const wanted = new Set([PAGE, ...own.map((url) => url.pathname)]);
  // What an earlier release was made of.
  for (const { url } of navigator.onLine ? await cache.keys() : [])
    if (!wanted.has(new URL(url).pathname)) await cache.delete(url);
  const missing = await Promise.all(
    [...wanted].map(async (path) => ((await cache.match(path)) ? [] : [path])),
  );
  await cache.addAll(missing.flat());
}
