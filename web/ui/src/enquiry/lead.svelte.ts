import { api, type Enquiry, type Lead, type Person } from '../api/client';
import { ApiError } from '../api/errors';
import { claims } from '../claim/claims.svelte';
import { given } from '../claim/given.svelte';
import { inbox } from '../inbox/inbox.svelte';
import { busy } from '../parts/busy.svelte';
import { clock } from '../parts/clock.svelte';
import { open } from '../parts/open.svelte';

export type Status = 'loading' | 'ready' | 'missing' | 'broken';

/** The lead that is open. What a list shows of it stands in until the server has answered. */
export class OpenLead {
  enquiry = $state.raw<Enquiry | null>(null);
  /** All that the server has answered; lists know less. */
  whole = $state.raw<Lead | null>(null);
  /** How often it was read: what hangs on it is read again with it. */
  reads = $state(0);
  status = $state<Status>('loading');

  constructor(readonly id: number) {
    const listed = open.list?.find(id);
    this.enquiry = inbox.rows.find((row) => row.enquiry.id === id)?.enquiry ?? (listed?.createdAt ? (listed as Enquiry) : null);
    given.drop(id);
    void busy.during(this.load());
  }

  async load() {
    const asked = Date.now();
    try {
      const answer = await api.lead(this.id);
      clock.learn(answer.serverTime, asked);
      this.enquiry = this.whole = answer.enquiry;
      this.reads++;
      this.#learn(answer.enquiry, asked, this.status === 'ready');
      this.status = 'ready';
    } catch (error) {
      const gone = error instanceof ApiError && (error.status === 404 || error.status === 410);
      if (gone) this.status = 'missing';
      else if (this.status !== 'ready') this.status = 'broken';
    }
  }

  /** Somebody has opened or closed it. */
  looked(looking: Person[]) {
    if (this.enquiry) this.enquiry = { ...this.enquiry, looking };
  }

  /** Another who holds it now, though it was free or mine while it was open here, is told about. */
  #learn(enquiry: Awaited<ReturnType<typeof api.lead>>['enquiry'], asked: number, shown: boolean) {
    const before = claims.holds.get(this.id);
    // The answer to what is under way says who holds it, and after it this is read again.
    if (claims.asking.has(this.id) || (before && before.learnt >= asked)) return;
    claims.learn(enquiry);
    const hold = claims.holds.get(this.id);
    if (shown && hold && !hold.mine && (!before || before.mine)) {
      claims.taken(this.id, hold, inbox.next(this.id), before?.mine);
    }
  }
}

/** The lead on the screen, for those who learn of changes. */
export const shown: { lead: OpenLead | null } = { lead: null };

inbox.onopengone = () => void shown.lead?.load();

/** After a change of a lead's holder: reads afresh what the screen shows of it. */
export function refreshAround(id: number) {
  void inbox.refresh({ anew: true });
  void open.list?.refresh();
  if (shown.lead?.id === id) void shown.lead.load();
}
