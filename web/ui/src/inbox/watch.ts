import { session } from '../account/session.svelte';
import { school } from '../settings/school.svelte';
import { inbox } from './inbox.svelte';

// Nobody tells that somebody's browser has died with a lead open, so that lists are read now and then
// even while changes are streamed.
const every = 20_000;

/** Keeps the queue and the school's choices up to date while the page is visible. Returns the stop. */
export function watch(): () => void {
  const visible = () => document.visibilityState === 'visible' && !session.expired;
  const poll = setInterval(() => void (visible() && inbox.refresh()), every);
  const back = () => {
    if (!visible()) return;
    void inbox.refresh({ free: true });
    void school.load();
  };
  const online = () => void inbox.refresh({ anew: true }); // what was asked before the connection came back has failed
  document.addEventListener('visibilitychange', back);
  addEventListener('online', online);
  void inbox.refresh({ free: true }).then(() => school.load());
  return () => {
    clearInterval(poll);
    document.removeEventListener('visibilitychange', back);
    removeEventListener('online', online);
  };
}
