import { session } from '../account/session.svelte';
import { api } from '../api/client';

const every = 20_000;

/** Tells colleagues that a lead is open here, for as long as somebody may be reading it. Returns the stop. */
export function look(id: number): () => void {
  let told = false;
  const tell = (here: boolean) => {
    if (session.expired || (!here && !told)) return;
    told = here;
    void (here ? api.looking(id) : api.lookAway(id)).catch(() => null);
  };
  const now = () => tell(document.visibilityState === 'visible');
  const timer = setInterval(now, every);
  document.addEventListener('visibilitychange', now); // a page that is closed is hidden first
  now();
  return () => {
    clearInterval(timer);
    document.removeEventListener('visibilitychange', now);
    tell(false);
  };
}
