// Opens the application where there is no network: the page and the files that were loaded before. What the interface answers is never
// kept here.

const CACHE = 'duban-pages';
/** A network that says nothing for so long is none (ms). */
const PATIENCE_MS = 4_000;
/** Files of so many versions at most: the oldest go first. */
const MOST_FILES = 300;
// The public tip-off page is another page than the application's, and leaves nothing behind.
const NO_PAGE = /^\/(api|docs|log|tipoff|%E4%B8%BE%E6%8A%A5)(\/|$)/;

self.addEventListener('install', () => self.skipWaiting());
self.addEventListener('activate', (event) => event.waitUntil(self.clients.claim()));

// What the page had loaded before this worker was there.
self.addEventListener('message', (event) => event.waitUntil(keepFiles(event.data.files)));

self.addEventListener('fetch', (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (request.method !== 'GET' || origin !== self.location.origin) return;
  if (pathname.startsWith('/assets/')) event.respondWith(file(request));
  else if (request.mode === 'navigate' && !NO_PAGE.test(pathname)) event.respondWith(page(request));
});

/** Names of files carry a hash of their content: what was loaded once stays right. */
async function file(request) {
  const cache = await caches.open(CACHE);
  const kept = await cache.match(request.url);
  if (kept !== undefined) return kept;
  const answer = await fetch(request);
  if (answer.ok) await cache.put(request.url, answer.clone());
  return answer;
}

/** One page serves every address: the newest if the network gives it, else the last one. */
async function page(request) {
  const cache = await caches.open(CACHE);
  try {
    const answer = await fetch(request, { signal: AbortSignal.timeout(PATIENCE_MS) });
    if (answer.ok && answer.headers.get('content-type')?.startsWith('text/html')) await cache.put('/', answer.clone());
    return answer;
  } catch (error) {
    const kept = await cache.match('/');
    if (kept === undefined) throw error;
    return kept;
  }
}

async function keepFiles(files) {
  const cache = await caches.open(CACHE);
  const kept = await cache.keys();
  const names = new Set(kept.map(({ url }) => url));
  const missing = files.filter((url) => !names.has(url));
  if (!names.has(new URL('/', self.location.origin).href)) missing.push('/');
  await Promise.all(missing.map((url) => cache.add(url).catch(() => undefined)));
  await Promise.all(kept.slice(0, Math.max(0, kept.length - MOST_FILES)).map((request) => cache.delete(request)));
}
