// Keeps what the offline page needs, and files whose names hold their hash.  Never a page, an answer or a frame of
// the game: what is secret in one round must not lie in a cache in the next.

const { page, files, cache, static: STATIC, one, catalogue } = {{ worker|safe }};
const ONE = "lie-one"; // the page for one device and its shipped words: it fills this by itself
const HASHED = /\.[0-9a-f]{12}\.\w+$/;

self.addEventListener("install", (event) => {
  event.waitUntil(keep().then(() => self.skipWaiting()));
});

self.addEventListener("activate", (event) => {
  event.waitUntil(forgetOthers().then(() => self.clients.claim()));
});

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (request.method !== "GET" || origin !== location.origin) return;
  if (request.mode === "navigate") event.respondWith(fetch(request).catch(() => instead(pathname)));
  else if (pathname === catalogue) event.respondWith(fetch(request).catch(() => kept(request)));
  else if (pathname.startsWith(STATIC)) event.respondWith(still(request, HASHED.test(pathname)));
});

const keep = async () => (await caches.open(cache)).addAll([page, ...files]);

async function forgetOthers() {
  const others = (await caches.keys()).filter((name) => name !== cache && name !== ONE);
  await Promise.all(others.map((name) => caches.delete(name)));
}

const kept = (request) => caches.match(request, { ignoreVary: true });
const instead = async (path) => (path === one && (await kept(path))) || caches.match(page);

/** A hashed file never changes: from the cache.  Others come from there only when the network is away. */
async function still(request, hashed) {
  const kept = await caches.match(request);
  if (kept && hashed) return kept;
  const response = kept ? await fetch(request).catch(() => kept) : await fetch(request);
  if (hashed && response.ok) (await caches.open(cache)).put(request, response.clone());
  return response;
}
