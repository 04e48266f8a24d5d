// Shows what arrives while no page is open, and opens where it leads. It keeps nothing and caches nothing.
self.addEventListener("push", (event) => {
  const message = event.data?.json() ?? {};
  event.waitUntil(
    self.registration.showNotification(message.title ?? "RoastLive", {
      body: message.body,
      tag: message.tag,
      data: { link: message.link ?? "/notifications/" },
      icon: "/static/brand/app-192.png",
    }),
  );
});

self.addEventListener("notificationclick", (event) => {
  event.notification.close();
  const link = new URL(event.notification.data.link, self.location.origin);
  if (link.origin !== self.location.origin) return;
  event.waitUntil(
    self.clients.matchAll({ type: "window" }).then((pages) => {
      const open = pages.find((page) => page.url === link.href);
      return open ? open.focus() : self.clients.openWindow(link.href);
    }),
  );
});
