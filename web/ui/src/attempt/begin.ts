import { isOpen } from '../claim/act';
import { shown } from '../enquiry/lead.svelte';
import { router } from '../router.svelte';
import { called, calling } from './called';
import { log } from './log.svelte';
import { outbox } from './outbox.svelte';
import { unlogged } from './unlogged.svelte';

const every = 20_000;

/** While somebody is signed in: sends what waits, and asks how a call went. Returns the stop. */
export function begin(): () => void {
  const press = (event: MouseEvent) => {
    const link = event.target instanceof Element ? event.target.closest('a[href^="tel:"]') : null;
    if (!link) return;
    const id = Number(/-(\d+)$/.exec(link.id)?.[1] ?? shown.lead?.id);
    if (id) calling(id);
  };
  const back = () => {
    if (document.visibilityState !== 'visible') return;
    const call = called();
    if (!call) return;
    unlogged.add(call.lead, call.at);
    if (!isOpen(call.lead)) router.go(`/${router.page.name === 'inbox' ? 'inbox' : 'leads'}/${call.lead}`);
    log.show(call.lead);
  };
  const send = () => void outbox.send();
  const timer = setInterval(send, every);
  document.addEventListener('click', press, true);
  document.addEventListener('visibilitychange', back);
  addEventListener('online', send);
  send();
  back();
  let left = false;
  let stop: (() => void) | undefined;
  import('../notice/start').then(({ start }) => left || (stop = start()), () => null);
  return () => {
    left = true;
    stop?.();
    clearInterval(timer);
    document.removeEventListener('click', press, true);
    document.removeEventListener('visibilitychange', back);
    removeEventListener('online', send);
  };
}
