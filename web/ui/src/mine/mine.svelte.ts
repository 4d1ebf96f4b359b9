import { session } from '../account/session.svelte';
import { api, type Enquiry } from '../api/client';
import { claims } from '../claim/claims.svelte';
import { busy } from '../parts/busy.svelte';
import { List, type Answer } from '../parts/list.svelte';

const step = 50;

/** The leads I hold. */
class Mine extends List {
  leads = $state.raw<Enquiry[]>([]);
  total = $state(0);
  #wanted = step;

  get canShowMore(): boolean {
    return this.total > this.leads.length;
  }

  find(id: number) {
    return this.leads.find((lead) => lead.id === id);
  }

  showMore(): Promise<void> {
    this.#wanted += step;
    return busy.during(this.refresh());
  }

  protected async ask(): Promise<Answer> {
    const list = await api.mine(this.#wanted, 0);
    const show = () => {
      for (const lead of list.enquiries) claims.learn({ ...lead, owner: session.me?.user ?? null });
      this.leads = list.enquiries;
      this.total = list.pagination.total;
    };
    return { serverTime: list.serverTime, show };
  }
}

export const mine = new Mine();
