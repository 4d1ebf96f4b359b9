import { tick } from 'svelte';
import { session } from '../account/session.svelte';
import { api, type FollowUp, type FollowUps } from '../api/client';
import { sentence } from '../api/errors';
import { once } from '../api/repeat';
import { claims } from '../claim/claims.svelte';
import { busy } from '../parts/busy.svelte';
import { clock } from '../parts/clock.svelte';
import { List, type Answer } from '../parts/list.svelte';
import { say } from '../parts/say.svelte';
import { Table } from '../parts/table.svelte';
import { ahead } from '../parts/when';
import { t } from '../words/later';
import { due as count } from './count.svelte';
import { soon } from './moment';
import { dueApi } from './api';

const page = 200;

/** What is to be done: mine, or for an owner of the desk that of somebody or of everybody. */
class Due extends List {
  rows = $state.raw<FollowUp[]>([]);
  counts = $state.raw<FollowUps['counts'] | null>(null);
  owner = $state('me');
  canShowMore = $state(false);
  /** Why a follow-up was not moved, by its number. */
  readonly refused = new Table<string>();
  readonly moving = new Table<true>();
  /** Whose time is being picked. */
  picking = $state.raw<FollowUp | null>(null);
  #inUse = false;
  #server: FollowUp[] = [];
  #pages = 1;

  /** While a pointer or the focus is in the list no row moves by itself. */
  set inUse(now: boolean) {
    this.#inUse = now;
    if (!now) this.rows = this.#server;
  }

  find(id: number) {
    return this.rows.find((row) => row.enquiry.id === id)?.enquiry;
  }

  choose(owner: string) {
    this.owner = owner;
    this.#pages = 1;
    return busy.during(this.reread());
  }

  showMore() {
    this.#pages++;
    return busy.during(this.reread());
  }

  putOff(id: number) {
    const row = this.rows.find((one) => one.enquiry.id === id);
    if (row) void this.move(row, soon(Date.parse(row.dueAt), clock.exact()));
  }

  /** Moves a follow-up, and the focus on to what comes then. Says what went wrong, or nothing. */
  async move(row: FollowUp, to: number): Promise<string | null> {
    if (this.moving.has(row.id)) return null;
    const place = this.rows.indexOf(row);
    const problem = await this.send(row, to);
    if (problem) return problem;
    say.this(t('due.moved', { name: row.enquiry.name, time: ahead(to, clock.now) }));
    await this.reread();
    await tick();
    if (document.activeElement !== document.body) return null;
    const next = this.rows[Math.min(place, this.rows.length - 1)];
    (document.getElementById(`row-${next?.enquiry.id}`) ?? document.querySelector<HTMLElement>('main h1'))?.focus();
    return null;
  }

  async send(row: FollowUp, to: number): Promise<string | null> {
    this.moving.set(row.id, true);
    this.refused.delete(row.id);
    try {
      await once((key) => dueApi.move(row.id, new Date(to).toISOString(), key));
      return null;
    } catch (error) {
      const problem = sentence(error);
      this.refused.set(row.id, problem);
      say.this(problem);
      return problem;
    } finally {
      this.moving.delete(row.id);
    }
  }

  /** Reads the list and lets its rows move. */
  async reread() {
    await this.refresh();
    this.rows = this.#server;
  }

  protected async ask(): Promise<Answer> {
    const { owner } = this;
    const rows: FollowUp[] = [];
    let list = await api.followUps({ limit: page, owner });
    rows.push(...list.followUps);
    for (let n = 1; n < this.#pages && list.nextCursor !== null; n++) {
      list = await api.followUps({ limit: page, owner, cursor: list.nextCursor });
      rows.push(...list.followUps);
    }
    return { serverTime: list.serverTime, show: () => this.#lay(rows, list, owner) };
  }

  #lay(rows: FollowUp[], { counts, nextCursor, serverTime }: FollowUps, owner: string) {
    for (const { enquiry, owner: who } of rows) {
      if (claims.holds.get(enquiry.id)?.holder !== who.id) claims.learn({ id: enquiry.id, owner: who, claimedAt: null, updatedAt: serverTime });
    }
    this.#server = rows;
    this.counts = counts;
    this.canShowMore = nextCursor !== null;
    if (owner === 'me' || owner === String(session.me?.user.id)) count.learn(counts);
    if (!this.#inUse) this.rows = rows;
    else {
      const known = new Map(rows.map((row) => [row.id, row]));
      this.rows = this.rows.map((row) => ({ ...(known.get(row.id) ?? row), group: row.group }));
    }
  }
}

export const due = new Due();
