// Service worker of the day's list. While there is no connection it shows the last list that was
// seen, and nothing else. It keeps only pages that say so themselves (X-Checkin-Copy: names, no
// address or telephone number among them) and the style sheets and scripts they use. A copy is
// never shown when it is more than a day old; it is deleted then, at sign-out (Clear-Site-Data),
// when the day is closed, and when the server no longer lets this browser in.
const PAGES = 'vink-checkin-pages-1';
const ASSETS = 'vink-checkin-assets-1';
const DAY = 24 * 60 * 60 * 1000;
const PATIENCE = 5_000; // milliseconds: a connection that hardly is one must not hold up the door
const KEPT_AT = 'X-Kept-At';
const COPY = 'X-Checkin-Copy';
const own = new URL(self.registration.scope).pathname;
const noConnection = new URL('uden-net/', self.registration.scope).href;

const isOld = (copy) => Date.now() - Number(copy.headers.get(KEPT_AT)) > DAY;
const bare = (url) => url.split('#')[0];

const keep = async (url, answer) => {
  const headers = new Headers(answer.headers);
  headers.set(KEPT_AT, String(Date.now()));
  const copy = new Response(await answer.blob(), { status: 200, headers });
  await (await caches.open(PAGES)).put(bare(url), copy);
};

const forget = async (fits) => {
  const pages = await caches.open(PAGES);
  for (const request of await pages.keys()) {
    if (await fits(request, pages)) await pages.delete(request);
  }
};
const forgetOld = () =>
  forget(async (request, pages) => request.url !== noConnection && isOld(await pages.match(request)));
const forgetActivity = (activity) => forget((request) => request.url.includes(`/${activity}/`));
const activityIn = (url) => new URL(url).pathname.slice(own.length).split('/')[0];

// Keep, or let go of, what the server answered for a page.
const remember = async (url, answer) => {
  if (answer.ok && answer.headers.get(COPY) === 'keep') return keep(url, answer);
  const shut = answer.type === 'opaqueredirect' || [401, 403, 404].includes(answer.status);
  if (shut) return forgetActivity(activityIn(url));
  if (answer.ok) return (await caches.open(PAGES)).delete(bare(url));
  return undefined;
};

const copyOf = async (url) => {
  const copy = await (await caches.open(PAGES)).match(bare(url));
  return copy && !isOld(copy) ? copy : undefined;
};

const page = async (event) => {
  const { request } = event;
  const fresh = fetch(request).then(async (answer) => {
    await remember(request.url, answer.clone());
    return answer;
  });
  event.waitUntil(fresh.catch(() => {}).then(forgetOld));
  const copy = await copyOf(request.url);
  if (!copy) {
    if (request.mode !== 'navigate') return fresh;
    return fresh.catch(async () => (await caches.match(noConnection)) ?? Response.error());
  }
  const tooSlow = new Promise((_resolve, reject) => { setTimeout(reject, PATIENCE); });
  return Promise.race([fresh, tooSlow]).catch(() => copy);
};

const asset = (request) =>
  fetch(request).catch(async () => (await caches.match(request.url, { cacheName: ASSETS })) ?? Response.error());

// Pages bring along what they name; the page that asks has seen its fonts and icons besides.
const namedIn = (html) => [...html.matchAll(/(?:src|href)="(\/static\/[^"#]+)/g)].map(([, path]) => path);

const keepAll = async ({ pages, assets }) => {
  const wanted = new Set(assets);
  for (const url of pages) {
    const answer = await fetch(url, { redirect: 'manual' }).catch(() => null);
    if (!answer) continue;
    const html = await answer.clone().text();
    for (const path of namedIn(html)) wanted.add(new URL(path, self.location.origin).href);
    await remember(url, answer);
  }
  const cache = await caches.open(ASSETS);
  await Promise.all(
    [...wanted].map(async (url) => {
      const answer = await fetch(url).catch(() => null);
      if (answer?.ok) await cache.put(url, answer);
    }),
  );
  for (const { url } of await cache.keys()) if (!wanted.has(url)) await cache.delete(url); // an older release's
};

self.addEventListener('install', (event) => {
  self.skipWaiting();
  event.waitUntil(fetch(noConnection).then((answer) => keep(noConnection, answer)));
});
self.addEventListener('activate', (event) => {
  event.waitUntil(Promise.all([forgetOld(), self.clients.claim()]));
});
self.addEventListener('message', (event) => {
  const { kind, activity } = event.data;
  if (kind === 'keep') event.waitUntil(keepAll(event.data));
  if (kind === 'forget') event.waitUntil(forgetActivity(activity));
});
self.addEventListener('fetch', (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== 'GET' || url.origin !== self.location.origin) return;
  if (url.pathname.startsWith(own)) event.respondWith(page(event));
  else if (url.pathname.startsWith('/static/')) event.respondWith(asset(request));
});
