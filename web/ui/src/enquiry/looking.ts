import { session } from '../account/session.svelte';
import { api } from '../api/client';

const every = 20_000;

/** Tells colleagues that a lead is open here, for as long as somebody may be reading it. Returns the stop. */
export function look(id: number): () => void {
  const tell = () => {
    if (document.visibilityState === 'visible' && !session.expired) void api.looking(id).catch(() => null);
  };
  const timer = setInterval(tell, every);
  document.addEventListener('visibilitychange', tell);
  tell();
  return () => {
    clearInterval(timer);
    document.removeEventListener('visibilitychange', tell);
  };
}
