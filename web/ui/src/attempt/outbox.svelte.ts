import { session } from '../account/session.svelte';
import { ApiError, sentence } from '../api/errors';
import { newKey } from '../api/http';
import { work, type AttemptBody } from '../api/work';
import { refreshAround } from '../enquiry/lead.svelte';
import { inbox } from '../inbox/inbox.svelte';
import { clock } from '../parts/clock.svelte';
import type { Draft } from '../walkin/draft';
import { walkInApi } from '../walkin/api';
import { unlogged } from './unlogged.svelte';

/** Something to be written down about a lead. */
export type What = { kind: 'attempt'; body: AttemptBody } | { kind: 'note'; body: { text: string } };
/** Somebody who came in: no lead yet. */
export type WalkIn = { kind: 'walk-in'; body: Draft };

const noLead = 0;

/** It keeps its key until it is sent, so that it happens once however often it is tried. */
export type Item<T = What | WalkIn> = T & {
  key: string;
  lead: number;
  /** It could not be sent at once. */
  waits?: boolean;
  /** Why the server will not have it. */
  refused?: string;
};

/** What became of it: it may wait for a connection. */
export type Sent = 'sent' | 'waits' | { refused: string };

/** What was saved and is not sent yet, in its order; it outlives this page and this session. */
class Outbox {
  items = $state.raw<Item[]>([]);
  #sending: Promise<void> | null = null;

  constructor() {
    this.#read();
    addEventListener('storage', () => this.#read());
  }

  /** What could not be sent of a lead so far. */
  of(lead: number): Item<What>[] {
    return this.items.filter((item): item is Item<What> => item.kind !== 'walk-in' && item.lead === lead && stays(item));
  }

  /** Who came in and could not be sent so far. */
  get walkIns(): Item<WalkIn>[] {
    return this.items.filter((item): item is Item<WalkIn> => item.kind === 'walk-in' && stays(item));
  }

  /** Keeps a walk-in and sends it, under the key that it was tried with before. */
  addWalkIn(body: Draft, key: string): Promise<Sent> {
    return this.add(noLead, { kind: 'walk-in', body }, key);
  }

  /** Keeps it and sends it, at once if that is possible. */
  async add(lead: number, what: What | WalkIn, key = newKey()): Promise<Sent> {
    if (what.kind === 'attempt') unlogged.drop(lead);
    this.#change((items) => [...items, { ...what, key, lead }]);
    await this.#sending;
    await this.send();
    this.#change((items) => items.map((one) => (one.key === key ? { ...one, waits: true } : one)));
    const item = this.items.find((one) => one.key === key);
    if (!item) return 'sent';
    if (item.refused === undefined) return 'waits';
    this.drop(item);
    return { refused: item.refused };
  }

  drop({ key }: Item) {
    this.#change((items) => items.filter((item) => item.key !== key));
  }

  /** Sends what waits. */
  send(): Promise<void> {
    this.#sending ??= this.#sendAll().finally(() => (this.#sending = null));
    return this.#sending;
  }

  async #sendAll() {
    this.#read();
    for (const item of this.items) {
      if (item.refused !== undefined || session.expired) continue;
      try {
        await post(item);
        this.drop(item);
        if (item.kind === 'walk-in') void inbox.refresh({ anew: true });
        else refreshAround(item.lead);
      } catch (error) {
        if (!(error instanceof ApiError) || undecided(error)) return;
        this.#change((items) => items.map((one) => (one.key === item.key ? { ...one, refused: sentence(error) } : one)));
      }
    }
  }

  get #place(): string {
    return `firstbell.outbox.${session.me?.user.id}`;
  }

  #read() {
    this.items = JSON.parse(localStorage.getItem(this.#place) ?? '[]') as Item[];
  }

  /** Other tabs of this browser have the same list. */
  #change(change: (items: Item[]) => Item[]) {
    this.#read();
    this.items = change(this.items);
    if (this.items.length > 0) localStorage.setItem(this.#place, JSON.stringify(this.items));
    else localStorage.removeItem(this.#place);
  }
}

function stays({ waits, refused }: Item): boolean {
  return waits === true || refused !== undefined;
}

/** The server has not said no; it may later say yes. */
function undecided({ status, code }: ApiError): boolean {
  return status >= 500 || status === 401 || status === 429 || code === 'in_progress' || code === 'outcome_unknown';
}

/** A time that has passed while it waited is left to the server. */
function post(item: Item): Promise<unknown> {
  if (item.kind === 'walk-in') return walkInApi.add(item.body, item.key);
  if (item.kind === 'note') return work.note(item.lead, item.body.text, item.key);
  const late = item.body.followUpAt && Date.parse(item.body.followUpAt) <= clock.exact();
  return work.attempt(item.lead, late ? { ...item.body, followUpAt: null } : item.body, item.key);
}

export const outbox = new Outbox();
