/* Lets the page of the helpers at the entrance of a hall be loaded again without a network. It answers
   for that page alone, and only with what was fetched when there was a network; what is asked of
   the service itself always goes to the service. */
'use strict';

const KEPT = 'check-in';
const PAGE = '/check-in';

self.addEventListener('install', function () {
  self.skipWaiting();
});

self.addEventListener('activate', function (event) {
  event.waitUntil(self.clients.claim());
});

self.addEventListener('fetch', function (event) {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== 'GET' || url.origin !== self.location.origin) return;
  if (url.pathname.startsWith('/api/')) return;
  if (request.mode === 'navigate') event.respondWith(fresh(request));
  else event.respondWith(kept(request));
});

/** The page as it is now; as it was where there is no network. */
async function fresh(request) {
  const cache = await caches.open(KEPT);
  try {
    const answer = await fetch(request);
    if (answer.ok) await cache.put(PAGE, answer.clone());
    return answer;
  } catch {
    return (await cache.match(PAGE)) ?? Response.error();
  }
}

/** Files whose names say what is in them never change. */
async function kept(request) {
  const cache = await caches.open(KEPT);
  const isHashed = new URL(request.url).pathname.startsWith('/assets/');
  const known = await cache.match(request);
  if (known && isHashed) return known;
  try {
    const answer = await fetch(request);
    if (answer.ok) await cache.put(request, answer.clone());
    return answer;
  } catch {
    return known ?? Response.error();
  }
}
