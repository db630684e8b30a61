// What this device keeps: the table and its game in its own storage; page and words for play without a network.

const PREFIX = "lie.one.";
const CACHE = "lie-one"; // known to the service worker

/** What was kept under a name; null if nothing, or nothing that can be read. */
export function recall(name) {
  try {
    return JSON.parse(localStorage.getItem(PREFIX + name));
  } catch {
    return null;
  }
}

/** Keep a plain value; null forgets it. */
export function keep(name, value) {
  if (value === null) localStorage.removeItem(PREFIX + name);
  else localStorage.setItem(PREFIX + name, JSON.stringify(value));
}

/** The topics of a language, [{key, title, words}]: from the server, or as they were kept.  Rejects with neither. */
export async function topicsOf(address) {
  const response = await fetch(address).catch(() => null);
  if (response?.ok) {
    await put(address, response.clone());
    return (await response.json()).topics;
  }
  const kept = await globalThis.caches?.match(address, { ignoreVary: true });
  if (!kept) throw new Error("no words");
  return (await kept.json()).topics;
}

async function put(address, response) {
  await (await globalThis.caches?.open(CACHE))?.put(address, response);
}

/** Keep this page and the files that it is made of, and forget those of before. */
export async function keepPage(...patterns) {
  if (!globalThis.caches) return; // without HTTPS there is nothing to keep it in
  const cache = await caches.open(CACHE);
  const files = performance
    .getEntriesByType("resource")
    .map(({ name }) => new URL(name))
    .filter(({ origin, pathname }) => origin === location.origin && patterns.some((part) => pathname.startsWith(part)))
    .map(({ pathname }) => pathname);
  const wanted = new Set([location.pathname, ...files]);
  await Promise.all([...wanted].map((path) => cache.add(path)));
  const old = (await cache.keys()).filter(({ url }) => {
    const { pathname } = new URL(url);
    return patterns.some((part) => pathname.startsWith(part)) && !wanted.has(pathname);
  });
  await Promise.all(old.map((request) => cache.delete(request)));
}
