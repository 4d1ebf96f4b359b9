import { session } from '../account/session.svelte';
import { isRecord } from '../api/errors';
import { router } from '../router.svelte';
import { keepOn } from './device';
import { knock, knocks } from './knock';

const tied = 'firstbell.device';

/** While somebody is signed in: goes where a notice leads, and knocks when somebody asks. Returns the stop. */
export function start(): () => void {
  const me = String(session.me?.user.id);
  const worker = 'serviceWorker' in navigator ? navigator.serviceWorker : null;
  const go = ({ data }: MessageEvent<unknown>) => {
    if (isRecord(data) && typeof data.go === 'string' && data.go.startsWith('/')) router.go(data.go);
  };
  const tabs = new BroadcastChannel(`firstbell.${me}`); // what the tab that listens to the server tells the others
  tabs.onmessage = ({ data }: MessageEvent<{ told?: { event: string; data: string } }>) => {
    if (data.told?.event === 'change' && data.told.data.includes('"kind":"received"') && knocks.on) knock();
  };
  worker?.addEventListener('message', go);
  if (sessionStorage.getItem(tied) !== me) {
    keepOn().then(() => sessionStorage.setItem(tied, me), () => null);
  }
  return () => {
    sessionStorage.removeItem(tied);
    worker?.removeEventListener('message', go);
    tabs.close();
  };
}
