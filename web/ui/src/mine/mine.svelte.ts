import { session } from '../account/session.svelte';
import { api, type Enquiry } from '../api/client';
import { ApiError, NetworkError } from '../api/errors';
import { claims } from '../claim/claims.svelte';
import { busy } from '../parts/busy.svelte';
import { clock } from '../parts/clock.svelte';
import { net } from '../parts/net.svelte';

const step = 50;

/** The leads I hold, fetched when the screen opens and when the tab comes back. */
class Mine {
  leads = $state.raw<Enquiry[]>([]);
  total = $state(0);
  from = $state(0);
  broken = $state(false);
  /** Whether the screen is open. */
  watched = false;

  get canShowMore(): boolean {
    return this.total > this.leads.length;
  }

  watch(): () => void {
    const back = () => void (document.visibilityState === 'visible' && this.refresh());
    document.addEventListener('visibilitychange', back);
    addEventListener('online', back);
    this.watched = true;
    void busy.during(this.refresh());
    return () => {
      this.watched = false;
      document.removeEventListener('visibilitychange', back);
      removeEventListener('online', back);
    };
  }

  /** Reads again as many leads as are shown. */
  refresh(): Promise<void> {
    return this.#fetch(Math.max(step, this.leads.length), 0);
  }

  showMore(): Promise<void> {
    return busy.during(this.#fetch(step, this.leads.length));
  }

  async #fetch(limit: number, offset: number) {
    const asked = Date.now();
    try {
      const list = await api.mine(limit, offset);
      clock.learn(list.serverTime, asked);
      const known = new Set(list.enquiries.map((lead) => lead.id));
      const before = this.leads.slice(0, offset).filter((lead) => !known.has(lead.id));
      for (const lead of list.enquiries) claims.learn({ ...lead, owner: session.me?.user ?? null });
      this.leads = [...before, ...list.enquiries];
      this.total = list.pagination.total;
      this.from = clock.exact();
      this.broken = false;
      net.down = false;
    } catch (error) {
      if (error instanceof NetworkError) net.down = true;
      else if (!(error instanceof ApiError && error.status === 401)) this.broken = true;
    }
  }
}

export const mine = new Mine();
