import { noticeApi } from './api';

/** Why this browser cannot show notices; nothing when it can. */
export function unable(): 'insecure' | 'unable' | null {
  if (!isSecureContext) return 'insecure';
  return 'serviceWorker' in navigator && 'PushManager' in window && 'Notification' in window ? null : 'unable';
}

/** Asks the person, then sends their notices here. False when they do not allow it. */
export async function switchOn(key: string): Promise<boolean> {
  if ((await Notification.requestPermission()) !== 'granted') return false;
  const worker = await navigator.serviceWorker.register('/sw.js');
  await navigator.serviceWorker.ready;
  await add(await worker.pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: bytes(key) }));
  return true;
}

/** Ties the notices of this browser, if it has any, to the sign-in that it has now. */
export async function keepOn(): Promise<void> {
  if (unable() || Notification.permission !== 'granted') return;
  const worker = await navigator.serviceWorker.getRegistration();
  const subscription = await worker?.pushManager.getSubscription();
  if (subscription) await add(subscription);
}

/** This browser takes no notices any more. */
export async function switchOff(): Promise<void> {
  const worker = await navigator.serviceWorker?.getRegistration();
  await (await worker?.pushManager.getSubscription())?.unsubscribe();
}

async function add(subscription: PushSubscription) {
  const { endpoint, keys } = subscription.toJSON();
  if (endpoint && keys?.p256dh && keys.auth) await noticeApi.add({ endpoint, p256dh: keys.p256dh, auth: keys.auth });
}

/** The bytes of a text in base64url. */
export function bytes(text: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(atob(text.replace(/-/g, '+').replace(/_/g, '/')), (sign) => sign.charCodeAt(0));
}
