import { api, type ListedLead, type Member } from '../api/client';
import { request } from '../api/http';
import { busy } from '../parts/busy.svelte';
import { List, type Answer } from '../parts/list.svelte';
import { leadsApi } from './api';
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
  sources = $state.raw<string[]>([]);
  /** The tags in use. */
  tags = $state.raw<string[]>([]);
  /** The numbers of those that somebody has chosen, to change several at once. */
  picked = $state.raw<ReadonlySet<number>>(new Set());

  get past(): number {
    return Number(this.chosen.past);
  }

  find(id: number) {
    return this.rows.find((lead) => lead.id === id);
  }

  get pickedRows(): ListedLead[] {
    return this.rows.filter(({ id }) => this.picked.has(id));
  }

  pick(ids: number[], on: boolean) {
    const picked = new Set(this.picked);
    for (const id of ids) if (on) picked.add(id); else picked.delete(id);
    this.picked = picked;
  }

  choose(chosen: Chosen) {
    this.chosen = chosen;
    this.picked = new Set();
    return busy.during(this.refresh());
  }

  /** Who works here and what is taught, to choose by. */
  async learn() {
    const [{ users }, { items }, sources, { tags }] = await Promise.all([api.team(), request('get', '/api/courses'), request('get', '/api/sources'), leadsApi.tags()]);
    this.team = users;
    this.courses = items.map(({ name }) => name);
    this.sources = sources.items.map(({ name }) => name);
    this.tags = tags;
  }

  protected async ask(): Promise<Answer> {
    const { leads, pagination, serverTime } = await request('get', '/api/enquiries', { query: query(this.chosen, step) as never });
    const show = () => {
      this.rows = leads;
      this.picked = new Set(leads.filter(({ id }) => this.picked.has(id)).map(({ id }) => id)); // nobody changes what they do not see
      this.total = pagination.total;
      this.next = pagination.nextCursor ?? null;
    };
    return { serverTime, show };
  }
}

export const leads = new Leads();
