// Shows notices, and takes them away when somebody has claimed what they tell of. It keeps no files and answers for
// no page: with it or without, everything loads in the same way.
addEventListener('install', () => self.skipWaiting());
addEventListener('activate', (event) => event.waitUntil(self.clients.claim()));
addEventListener('push', (event) => event.waitUntil(take(event.data?.json() ?? {})));
addEventListener('notificationclick', (event) => {
  event.notification.close();
  event.waitUntil(show(event.notification.data?.path ?? '/inbox'));
});

async function take({ close, title = '', body, path, tag, sound }) {
  if (!close) return self.registration.showNotification(title, { body, tag, data: { path }, icon: '/icon-192.png', silent: !sound });
  for (const shown of await self.registration.getNotifications({ tag: close })) shown.close();
}

/** An open page goes there by itself, so that nothing that was typed is lost. */
async function show(path) {
  const [page] = await self.clients.matchAll({ type: 'window' });
  if (!page) return self.clients.openWindow(path);
  page.postMessage({ go: path });
  return page.focus();
}
