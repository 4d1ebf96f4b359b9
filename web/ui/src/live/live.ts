import { session } from '../account/session.svelte';
import type { Person } from '../api/client';
import { isRecord } from '../api/errors';
import { given } from '../claim/given.svelte';
import { due } from '../due/count.svelte';
import { shown } from '../enquiry/lead.svelte';
import { inbox } from '../inbox/inbox.svelte';
import { net } from '../parts/net.svelte';
import { open } from '../parts/open.svelte';
import { coalesced } from './coalesce';
import { listen, type Ear } from './stream';
import type { Told } from './sse';
import { inOneTab } from './turn';

const silence = 45_000;
const gap = 1000;

/** What the tab that listens passes on to the other tabs of this browser. */
type Passed = { told: Told } | { heard: true } | { opened: true };

/** Follows the server's changes while somebody is signed in. Returns the stop. */
export function follow(): () => void {
  const tabs = new BroadcastChannel(`firstbell.${session.me?.user.id}`);
  const readLists = coalesced(() => Promise.all([inbox.refresh({ anew: true }), open.list?.refresh(), due.load()]), gap);
  let last = '';
  let quiet: ReturnType<typeof setTimeout>;

  const readAll = () => {
    readLists();
    void shown.lead?.load();
  };
  const take = (passed: Passed) => {
    net.paused = false;
    clearTimeout(quiet);
    quiet = setTimeout(() => (net.paused = true), silence);
    if ('opened' in passed) readAll();
    if (!('told' in passed)) return;
    last = passed.told.id || last;
    if (passed.told.event === 'reset') readAll();
    if (passed.told.event === 'change') changed(passed.told.data, readLists);
    if (passed.told.event === 'looking') looked(passed.told.data);
  };
  const pass = (passed: Passed) => {
    take(passed);
    tabs.postMessage(passed);
  };
  const ear: Ear = {
    last: () => last,
    opened: () => pass({ opened: true }),
    heard: () => pass({ heard: true }),
    told: (told) => pass({ told }),
  };

  take({ heard: true });
  tabs.onmessage = (event: MessageEvent<Passed>) => take(event.data);
  const turn = inOneTab((stop) => listen(ear, silence, stop));
  const back = () => void (document.visibilityState === 'visible' && turn.take());
  document.addEventListener('visibilitychange', back);
  return () => {
    document.removeEventListener('visibilitychange', back);
    clearTimeout(quiet);
    turn.stop();
    tabs.close();
  };
}

/** Who looks at what is told as it is now. */
function looked(data: string) {
  const { looking } = read(data);
  if (!isRecord(looking)) return;
  for (const [id, people] of Object.entries(looking)) {
    inbox.looked(Number(id), people as Person[]);
    if (shown.lead?.id === Number(id)) shown.lead.looked(people as Person[]);
  }
}

/** The open lead is read at once, the lists with what else is changing. */
function changed(data: string, readLists: () => void) {
  const change = read(data);
  if (shown.lead?.id === change.enquiryId) void shown.lead?.load();
  readLists();
  hand(change);
}

/** A lead that a colleague gives me is told where I am; one that goes on no longer. */
function hand({ kind, enquiryId, by, owner }: Record<string, unknown>) {
  const me = session.me?.user.id;
  if (typeof enquiryId !== 'number' || typeof by !== 'number') return;
  given.drop(enquiryId);
  if (kind === 'reassigned' && owner === me && by !== me) {
    void import('../claim/gift').then(({ receive }) => receive(enquiryId, by)).catch(() => null); // My leads has it
  }
}

function read(data: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(data);
    return isRecord(value) ? value : {};
  } catch {
    return {};
  }
}
