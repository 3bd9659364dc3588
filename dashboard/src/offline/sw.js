/*
 * The offline shell: the page opens without a network and shows the last state it kept. Only the page's own files are
 * cached; answers of the API, the socket and keys never pass through a cache. Hashed files never change; the page itself is
 * asked for first and taken from the cache where nothing answers. The build fills in the files and a name that changes with
 * them, so that each version is installed whole and the one before it goes.
 */
const FILES = __SHELL_FILES__;
const CACHE = __SHELL_NAME__;
const ANSWER_WITHIN_MS = 4_000;
const API = /^\/(v1|parties|s|problems|docs|openapi\.json|client\.js)(\/|$)/;

self.addEventListener("install", (event) => {
  event.waitUntil(
    (async () => {
      const cache = await caches.open(CACHE);
      await cache.addAll(["/", ...FILES]);
      await self.skipWaiting();
    })(),
  );
});

self.addEventListener("activate", (event) => {
  event.waitUntil(
    (async () => {
      for (const name of await caches.keys()) if (name !== CACHE) await caches.delete(name);
      await self.clients.claim();
    })(),
  );
});

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== self.location.origin || API.test(url.pathname)) return;
  if (request.mode === "navigate") event.respondWith(freshPage(request));
  else if (url.pathname.startsWith("/assets/")) event.respondWith(kept(request));
  else event.respondWith(fresh(request));
});

self.addEventListener("notificationclick", (event) => {
  event.notification.close();
  event.waitUntil(
    (async () => {
      const [page] = await self.clients.matchAll({ type: "window" });
      await (page === undefined ? self.clients.openWindow("/") : page.focus());
    })(),
  );
});

/** The page from the network; the kept one where that fails or is slow. Every address of the page is the same document. */
async function freshPage(request) {
  const cache = await caches.open(CACHE);
  try {
    const answer = await fetch(request, { signal: AbortSignal.timeout(ANSWER_WITHIN_MS) });
    if (answer.ok) await cache.put("/", answer.clone());
    return answer;
  } catch {
    return (await cache.match("/")) ?? Response.error();
  }
}

async function kept(request) {
  const cache = await caches.open(CACHE);
  const found = await cache.match(request);
  if (found !== undefined) return found;
  const answer = await fetch(request);
  if (answer.ok) await cache.put(request, answer.clone());
  return answer;
}

async function fresh(request) {
  const cache = await caches.open(CACHE);
  try {
    const answer = await fetch(request);
    if (answer.ok) await cache.put(request, answer.clone());
    return answer;
  } catch {
    return (await cache.match(request)) ?? Response.error();
  }
}
