import { api, type ListedLead, type Member } from '../api/client';
import { request } from '../api/http';
import { busy } from '../parts/busy.svelte';
import { List, type Answer } from '../parts/list.svelte';
import { query, usual, type Chosen } from './chosen';

const step = 50;

/** All leads, a page at a time. */
class Leads extends List {
  rows = $state.raw<ListedLead[]>([]);
  total = $state(0);
  next = $state<string | null>(null);
  chosen = $state.raw<Chosen>(usual);
  team = $state.raw<Member[]>([]);
  courses = $state.raw<string[]>([]);

  get past(): number {
    return Number(this.chosen.past);
  }

  find(id: number) {
    return this.rows.find((lead) => lead.id === id);
  }

  choose(chosen: Chosen) {
    this.chosen = chosen;
    return busy.during(this.refresh());
  }

  /** Who works here and what is taught, to choose by. */
  async learn() {
    const [{ users }, { items }] = await Promise.all([api.team(), request('get', '/api/courses')]);
    this.team = users;
    this.courses = items.map(({ name }) => name);
  }

  protected async ask(): Promise<Answer> {
    const { leads, pagination, serverTime } = await request('get', '/api/enquiries', { query: query(this.chosen, step) as never });
    const show = () => {
      this.rows = leads;
      this.total = pagination.total;
      this.next = pagination.nextCursor ?? null;
    };
    return { serverTime, show };
  }
}

export const leads = new Leads();
