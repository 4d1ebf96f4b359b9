import { session } from '../account/session.svelte';
import { api, type Lead } from '../api/client';
import { ApiError, NetworkError, sentence } from '../api/errors';
import { clock } from '../parts/clock.svelte';
import { net } from '../parts/net.svelte';
import { say } from '../parts/say.svelte';
import { Table } from '../parts/table.svelte';
import { t } from '../words/words';
import { firstName, readRefusal, secondsBefore, type Next } from './lost';

/** Who holds a lead, as far as this page has learnt. */
export interface Hold {
  mine: boolean;
  who: string;
  at: number;
  /** When this page learnt it, by this machine's clock. */
  learnt: number;
}

/** A claim that came too late; `seconds` is null when it was no race. */
export interface Lost {
  who: string;
  at: number;
  seconds: number | null;
  next: Next | null;
}

export type Outcome = 'mine' | 'lost' | 'failed';

interface Person {
  id: number;
  name: string;
  email?: string;
}

/** Every claim made or seen on this page. */
class Claims {
  readonly holds = new Table<Hold>();
  readonly lost = new Table<Lost>();
  readonly failed = new Table<string>();
  readonly asking = new Table<true>();

  /** Claims for me. One silent retry when no answer comes: a repeated claim cannot do harm. */
  async claim(person: Person): Promise<Outcome> {
    if (this.asking.has(person.id) || net.down) return 'failed';
    const pressed = clock.exact();
    this.asking.set(person.id, true);
    this.failed.delete(person.id);
    try {
      const { enquiry } = await withOneRetry(() => api.claim(person.id));
      this.#won(person, Date.parse(enquiry.claimedAt ?? enquiry.updatedAt), enquiry.email);
      return 'mine';
    } catch (error) {
      return this.#refused(person, error, pressed);
    } finally {
      this.asking.delete(person.id);
    }
  }

  /** Takes over what the server says about a lead's holder. */
  learn(lead: Lead) {
    if (!lead.owner) {
      this.holds.delete(lead.id);
      return;
    }
    const mine = lead.owner.id === session.me?.user.id;
    const at = Date.parse(lead.claimedAt ?? lead.updatedAt);
    this.holds.set(lead.id, { mine, who: lead.owner.name, at, learnt: Date.now() });
  }

  /** The lead is unclaimed on the server: whatever was known of a holder is over. */
  forget(id: number) {
    if (!this.holds.delete(id)) return;
    this.lost.delete(id);
  }

  /** Somebody else claimed the lead that is open here, without a race. */
  taken(id: number, hold: Hold, next: Next | null) {
    if (!this.lost.has(id)) this.lost.set(id, { who: firstName(hold.who), at: hold.at, seconds: null, next });
  }

  #won(person: Person, at: number, email: string | undefined) {
    this.holds.set(person.id, { mine: true, who: session.me?.user.name ?? '', at, learnt: Date.now() });
    this.lost.delete(person.id);
    say.this(t('claim.done', { name: person.name, email: email ?? person.email ?? '' }));
  }

  #refused(person: Person, error: unknown, pressed: number): Outcome {
    const refusal = readRefusal(error);
    if (refusal?.mine) {
      this.#won(person, refusal.at, person.email);
      return 'mine';
    }
    if (refusal) {
      const who = firstName(refusal.by.name);
      this.holds.set(person.id, { mine: false, who: refusal.by.name, at: refusal.at, learnt: Date.now() });
      this.lost.set(person.id, { who, at: refusal.at, seconds: secondsBefore(refusal.at, pressed), next: refusal.next });
      say.this(t('claim.lost.say', { who, name: person.name }));
      return 'lost';
    }
    if (error instanceof ApiError && error.status === 401) return 'failed';
    const text = failure(error);
    this.failed.set(person.id, text);
    say.this(text);
    return 'failed';
  }
}

function failure(error: unknown): string {
  if (error instanceof NetworkError) return t('claim.failed.network');
  if (error instanceof ApiError && (error.status === 404 || error.status === 410)) return t('claim.failed.gone');
  return t('claim.failed.other', { reason: sentence(error) });
}

async function withOneRetry<T>(send: () => Promise<T>): Promise<T> {
  try {
    return await send();
  } catch (error) {
    if (!(error instanceof NetworkError)) throw error;
    return await send();
  }
}

export const claims = new Claims();
