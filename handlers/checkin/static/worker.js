"use strict";
// The page, its style and its script are kept, so that scanning goes on without the network. Nothing else is.
const KEPT = "quet-EDITION";
const FILES = ["/quet/", "/quet/app.js", "/quet/checkin.css", "/quet/icon.svg"];

self.addEventListener("install", (event) => {
  event.waitUntil(caches.open(KEPT).then((cache) => cache.addAll(FILES)).then(() => self.skipWaiting()));
});

self.addEventListener("activate", (event) => {
  event.waitUntil(
    caches.keys().then((names) => Promise.all(names.filter((name) => name.startsWith("quet-") && name !== KEPT).map((name) => caches.delete(name))))
      .then(() => self.clients.claim()),
  );
});

self.addEventListener("fetch", (event) => {
  const url = new URL(event.request.url);
  if (event.request.method !== "GET" || url.origin !== location.origin || !FILES.includes(url.pathname)) return;
  // What is kept comes at once: on a bad network a helper does not wait for an answer that may not come.
  event.respondWith(caches.match(url.pathname).then((kept) => kept || fetch(event.request)));
});
