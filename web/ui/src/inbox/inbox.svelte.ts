import { api, type Enquiry, type Narrow, type Person } from '../api/client';
import { ApiError, NetworkError } from '../api/errors';
import { claims } from '../claim/claims.svelte';
import type { Next } from '../claim/lost';
import { busy } from '../parts/busy.svelte';
import { clock } from '../parts/clock.svelte';
import { net } from '../parts/net.svelte';
import { say } from '../parts/say.svelte';
import { router } from '../router.svelte';
import { school } from '../settings/school.svelte';
import { t } from '../words/words';
import { groupOf, holdStill, settle, type Row } from './merge';
import { readNarrow, remember, remembered, writeNarrow } from './narrow';

const step = 50;
const most = 200;
const keep = 10_000;
const askWhoAtMost = 8;

/** The unclaimed queue. */
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
  /** Called when the open lead has left the queue without being claimed here. */
  onopengone: () => void = () => undefined;
  /** Whether a pointer or the focus is in the list, so that no row may move. */
  inUse = false;
  /** The last claim of the next one found nobody whom I take. */
  nobody = $state(false);
  /** What is shown of the queue; the address keeps it, and this browser remembers it. */
  narrow = $state.raw<Narrow>(said() ? readNarrow(location.search) : remembered());
  /** How many wait at all, where only some are shown. */
  everyone = $state(0);
  #laid: Narrow = this.narrow;
  #server = $state.raw<Enquiry[]>([]);
  #running: Promise<void> | null = null;
  #again: { free: boolean } | null = null;

  /** People nobody has claimed yet. */
  waiting = $derived(this.rows.filter((row) => !claims.holds.has(row.enquiry.id)).map((row) => row.enquiry));
  count = $derived(Math.max(this.total - this.#claimedSince(), 0));

  /** The person who has waited longest. */
  oldest = $derived(this.waiting.filter((enquiry) => groupOf(enquiry, clock.now) !== 'later').sort(byAge)[0]);

  get narrowed(): boolean {
    return this.narrow.courses !== undefined || this.narrow.source !== undefined;
  }

  /** Shows another part of the queue. */
  choose(narrow: Narrow): Promise<void> {
    remember(narrow);
    return this.#turn(narrow);
  }

  /** Goes by the address; one that asks for nothing, and is not come back to, goes on with what is shown. */
  follow() {
    const asked = readNarrow(location.search);
    if (!said()) this.#write();
    else if (writeNarrow(asked) !== writeNarrow(this.narrow)) void this.#turn(asked);
  }

  #turn(narrow: Narrow): Promise<void> {
    this.narrow = narrow;
    this.#write();
    return busy.during(this.refresh({ free: true, anew: true }));
  }

  #write() {
    history.replaceState(history.state, '', location.pathname + writeNarrow(this.narrow));
  }

  /** People wait, but nobody here may choose among them. */
  get nextOnly(): boolean {
    return school.mode === null ? this.total > 0 && this.rows.length === 0 : school.nextOnly;
  }

  get canShowMore(): boolean {
    return this.total > this.limit && this.limit < most;
  }

  /**
   * Asks the server for the list. `free` lets rows move even though the list is in use; `anew` is for
   * what has just changed: an answer that is under way may not know it yet.
   */
  refresh({ free = false, anew = false } = {}): Promise<void> {
    if (this.#running) {
      if (free || anew) this.#again = { free: free || this.#again?.free === true };
      return this.#running;
    }
    this.#running = this.#fetch(free).finally(() => {
      this.#running = null;
      const again = this.#again;
      this.#again = null;
      if (again) void this.refresh(again);
    });
    return this.from === 0 || this.broken ? busy.during(this.#running) : this.#running;
  }

  showMore(): Promise<void> {
    this.limit = Math.min(most, this.limit + step);
    return busy.during(this.refresh({ free: true }));
  }

  showArrivals() {
    this.#lay(true);
  }

  /** The pointer or the focus has left the list: rows that are taken may go now. */
  released() {
    this.inUse = false;
    if (this.from > 0) this.#lay(true);
  }

  /** The person who waits longest, other than this one. */
  next(id: number): Next | null {
    const others = this.waiting.filter((enquiry) => enquiry.id !== id).sort(byAge);
    const first = others.find((enquiry) => groupOf(enquiry, clock.exact()) !== 'later') ?? others[0];
    if (!first) return null;
    return { id: first.id, name: first.name, waitSeconds: (clock.exact() - Date.parse(first.createdAt)) / 1000 };
  }

  /** Somebody has opened or closed a lead of the list. */
  looked(id: number, looking: Person[]) {
    const learn = (enquiry: Enquiry) => (enquiry.id === id ? { ...enquiry, looking } : enquiry);
    this.#server = this.#server.map(learn);
    this.arrivals = this.arrivals.map(learn);
    this.rows = this.rows.map((row) => (row.enquiry.id === id ? { ...row, enquiry: learn(row.enquiry) } : row));
  }

  async #fetch(free: boolean) {
    const asked = Date.now();
    const { narrow } = this;
    try {
      const list = await api.unclaimed(this.limit, narrow);
      if (narrow !== this.narrow) return; // another part is being asked for
      clock.learn(list.serverTime, asked);
      this.#server = list.enquiries.filter((enquiry) => !learntSince(enquiry.id, asked));
      for (const enquiry of this.#server) claims.forget(enquiry.id);
      this.total = list.pagination.total - (list.enquiries.length - this.#server.length);
      this.everyone = list.everyone ?? this.total;
      this.broken = false;
      net.learn(asked, false);
      const missing = this.#lay(free);
      this.from = clock.exact();
      await this.#askWho(missing);
    } catch (error) {
      if (error instanceof NetworkError) net.learn(asked, true);
      else if (!(error instanceof ApiError && error.status === 401)) this.broken = true;
    }
  }

  #lay(free: boolean): Enquiry[] {
    const first = this.from === 0 || this.#laid !== this.narrow;
    if (this.#laid !== this.narrow) this.rows = [];
    this.#laid = this.narrow;
    const stays = (id: number) => id === this.open || claims.asking.has(id) || claimedLately(id);
    const merged =
      free || !this.inUse
        ? settle(this.rows, this.#server, stays, clock.exact())
        : holdStill(this.rows, this.#server, clock.exact());
    const before = new Set([...this.rows.map((row) => row.enquiry.id), ...this.arrivals.map((enquiry) => enquiry.id)]);
    const unseen = this.#server.filter((enquiry) => !before.has(enquiry.id)).length;
    this.rows = merged.rows;
    this.arrivals = merged.arrivals;
    if (unseen > 0) this.nobody = false;
    if (unseen > 0 && !first) say.aside(t('inbox.arrivals.say', { n: unseen }));
    return merged.missing;
  }

  /** Rows that left the queue get the stamp of whoever claimed them, while they are still shown. */
  async #askWho(missing: Enquiry[]) {
    const shown = new Set(this.rows.map((row) => row.enquiry.id));
    const unknown = missing.filter(({ id }) => shown.has(id) && !claims.holds.has(id) && !claims.asking.has(id));
    if (unknown.some(({ id }) => id === this.open)) this.onopengone();
    await Promise.all(
      unknown.filter(({ id }) => id !== this.open).slice(0, askWhoAtMost).map(async ({ id }) => {
        const lead = await api.lead(id).catch(() => null);
        if (lead && !claims.holds.has(id)) claims.learn(lead.enquiry);
      }),
    );
  }

  #claimedSince(): number {
    return this.#server.filter((enquiry) => claims.holds.has(enquiry.id)).length;
  }
}

function byAge(one: Enquiry, other: Enquiry): number {
  return Date.parse(one.createdAt) - Date.parse(other.createdAt);
}

/** Whether the address says which part of the queue is wanted: to say nothing is to want it all only where one comes back. */
function said(): boolean {
  return location.pathname.startsWith('/inbox') && (location.search !== '' || router.back);
}

function learntSince(id: number, asked: number): boolean {
  const hold = claims.holds.get(id);
  return hold !== undefined && hold.learnt >= asked;
}

/** What I have claimed from the list is left there a moment, so that its actions stay under the hand. */
function claimedLately(id: number): boolean {
  const hold = claims.holds.get(id);
  return hold?.mine === true && Date.now() - hold.learnt < keep;
}

export const inbox = new Inbox();
