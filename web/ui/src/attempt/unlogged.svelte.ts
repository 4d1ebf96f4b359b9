import { session } from '../account/session.svelte';

/** A call that was made from this browser, at `at`, of which nothing was written down. */
export interface Call {
  lead: number;
  at: number;
}

const most = 50;

/** The calls that wait to be logged, the latest last; they outlive this page and this session. */
class Unlogged {
  calls = $state.raw<Call[]>([]);

  constructor() {
    this.reread();
    addEventListener('storage', () => this.reread());
  }

  add(lead: number, at: number) {
    this.#change((calls) => [...calls.filter((call) => call.lead !== lead), { lead, at }].slice(-most));
  }

  drop(lead: number) {
    if (this.calls.some((call) => call.lead === lead)) this.#change((calls) => calls.filter((call) => call.lead !== lead));
  }

  get #place(): string {
    return `firstbell.unlogged.${session.me?.user.id}`;
  }

  reread() {
    this.calls = JSON.parse(localStorage.getItem(this.#place) ?? '[]') as Call[];
  }

  /** Other tabs of this browser have the same list. */
  #change(change: (calls: Call[]) => Call[]) {
    this.reread();
    this.calls = change(this.calls);
    if (this.calls.length > 0) localStorage.setItem(this.#place, JSON.stringify(this.calls));
    else localStorage.removeItem(this.#place);
  }
}

export const unlogged = new Unlogged();
