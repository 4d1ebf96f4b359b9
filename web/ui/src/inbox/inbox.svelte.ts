import { session } from '../account/session.svelte';
import { api, type Enquiry } from '../api/client';
import { ApiError, NetworkError } from '../api/errors';
import { claims } from '../claim/claims.svelte';
import type { Next } from '../claim/lost';
import { busy } from '../parts/busy.svelte';
import { clock } from '../parts/clock.svelte';
import { net } from '../parts/net.svelte';
import { say } from '../parts/say.svelte';
import { t } from '../words/words';
import { holdStill, settle, type Row } from './merge';

const step = 50;
const most = 200;
const every = 10_000;
const askWhoAtMost = 8;

/** The unclaimed queue, kept up to date while the page is visible. */
class Inbox {
  rows = $state.raw<Row[]>([]);
  arrivals = $state.raw<Enquiry[]>([]);
  total = $state(0);
  /** When the list was last good, by the server's clock; 0 before the first answer. */
  from = $state(0);
  broken = $state(false);
  limit = $state(step);
  /** The lead open beside the list: its row stays. */
  open: number | null = null;
  /** Whether a pointer or the focus is in the list, so that no row may move. */
  inUse = false;
  #server = $state.raw<Enquiry[]>([]);
  #running: Promise<void> | null = null;
  #again = false;

  /** People nobody has claimed yet. */
  waiting = $derived(this.rows.filter((row) => !claims.holds.has(row.enquiry.id)).map((row) => row.enquiry));
  count = $derived(Math.max(this.total - this.#claimedSince(), 0));

  get longest(): number {
    const first = this.waiting.reduce((oldest, enquiry) => Math.min(oldest, Date.parse(enquiry.createdAt)), Infinity);
    return Number.isFinite(first) ? clock.now - first : 0;
  }

  get canShowMore(): boolean {
    return this.total > this.limit && this.limit < most;
  }

  /** Starts polling; returns the stop. */
  watch(): () => void {
    const visible = () => document.visibilityState === 'visible' && !session.expired;
    const poll = setInterval(() => void (visible() && this.refresh()), every);
    const back = () => void (visible() && this.refresh(true));
    const online = () => void this.refresh();
    document.addEventListener('visibilitychange', back);
    addEventListener('online', online);
    void this.refresh(true);
    return () => {
      clearInterval(poll);
      document.removeEventListener('visibilitychange', back);
      removeEventListener('online', online);
    };
  }

  /** Asks the server for the list. `free` lets rows move even though the list is in use. */
  refresh(free = false): Promise<void> {
    if (this.#running) {
      this.#again ||= free;
      return this.#running;
    }
    this.#running = this.#fetch(free).finally(() => {
      this.#running = null;
      if (!this.#again) return;
      this.#again = false;
      void this.refresh(true);
    });
    return this.from === 0 || this.broken ? busy.during(this.#running) : this.#running;
  }

  showMore(): Promise<void> {
    this.limit = Math.min(most, this.limit + step);
    return busy.during(this.refresh(true));
  }

  showArrivals() {
    this.#lay(true, Date.now());
  }

  /** The pointer or the focus has left the list: rows that are taken may go now. */
  released() {
    this.inUse = false;
    if (this.from > 0) this.#lay(true, Date.now() - every);
  }

  /** The person who waits longest, other than this one. */
  next(id: number): Next | null {
    const [first] = this.waiting
      .filter((enquiry) => enquiry.id !== id)
      .sort((one, other) => Date.parse(one.createdAt) - Date.parse(other.createdAt));
    if (!first) return null;
    return { id: first.id, name: first.name, waitSeconds: (clock.exact() - Date.parse(first.createdAt)) / 1000 };
  }

  async #fetch(free: boolean) {
    const asked = Date.now();
    try {
      const list = await api.unclaimed(this.limit);
      clock.learn(list.serverTime, asked);
      this.#server = list.enquiries.filter((enquiry) => !learntSince(enquiry.id, asked));
      for (const enquiry of this.#server) claims.forget(enquiry.id);
      this.total = list.pagination.total - (list.enquiries.length - this.#server.length);
      this.broken = false;
      net.down = false;
      const missing = this.#lay(free, asked);
      this.from = clock.exact();
      await this.#askWho(missing);
    } catch (error) {
      if (error instanceof NetworkError) net.down = true;
      else if (!(error instanceof ApiError && error.status === 401)) this.broken = true;
    }
  }

  #lay(free: boolean, asked: number): Enquiry[] {
    const first = this.from === 0;
    const stays = (id: number) => id === this.open || claims.asking.has(id) || learntSince(id, asked);
    const merged =
      free || !this.inUse
        ? settle(this.rows, this.#server, stays, clock.exact())
        : holdStill(this.rows, this.#server, clock.exact());
    const before = new Set([...this.rows.map((row) => row.enquiry.id), ...this.arrivals.map((enquiry) => enquiry.id)]);
    const unseen = this.#server.filter((enquiry) => !before.has(enquiry.id)).length;
    this.rows = merged.rows;
    this.arrivals = merged.arrivals;
    if (unseen > 0 && !first) say.this(t('inbox.arrivals.say', { n: unseen }));
    return merged.missing;
  }

  /** Rows that left the queue get the stamp of whoever claimed them, while they are still shown. */
  async #askWho(missing: Enquiry[]) {
    const shown = new Set(this.rows.map((row) => row.enquiry.id));
    const unknown = missing.filter(({ id }) => shown.has(id) && !claims.holds.has(id) && !claims.asking.has(id));
    await Promise.all(
      unknown.slice(0, askWhoAtMost).map(async ({ id }) => {
        const lead = await api.lead(id).catch(() => null);
        if (!lead || claims.holds.has(id)) return;
        claims.learn(lead.enquiry);
        const hold = claims.holds.get(id);
        if (hold && !hold.mine && id === this.open) claims.taken(id, hold, this.next(id));
      }),
    );
  }

  #claimedSince(): number {
    return this.#server.filter((enquiry) => claims.holds.has(enquiry.id)).length;
  }
}

function learntSince(id: number, asked: number): boolean {
  const hold = claims.holds.get(id);
  return hold !== undefined && hold.learnt >= asked;
}

export const inbox = new Inbox();
