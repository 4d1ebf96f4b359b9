import { session } from '../account/session.svelte';
import { api, type Enquiry, type Lead } from '../api/client';
import { ApiError } from '../api/errors';
import { once } from '../api/repeat';
import { clock } from '../parts/clock.svelte';
import { net } from '../parts/net.svelte';
import { say } from '../parts/say.svelte';
import { Table } from '../parts/table.svelte';
import { t } from '../words/words';
import { readLimit, type Limit } from './limit';
import { failure, firstName, readRefusal, secondsBefore, type Next } from './lost';
import { undo } from './undo.svelte';

/** Who holds a lead, as far as this page has learnt. */
export interface Hold {
  mine: boolean;
  holder: number;
  who: string;
  at: number;
  /** When this page learnt it, by this machine's clock. */
  learnt: number;
}

/** A claim that came too late, or a lead that went to another while it was open here. */
export interface Lost {
  who: string;
  at: number;
  /** Null when it was no race. */
  seconds: number | null;
  next: Next | null;
  /** It was mine and somebody gave it away. */
  given?: boolean;
}

export type Outcome = 'mine' | 'lost' | 'limited' | 'failed';

export interface Someone {
  id: number;
  name: string;
}

/** Stands for a claim of whoever is next, in the tables of what is under way and what failed. */
export const next = 0;

/** Every claim made or seen on this page. */
class Claims {
  readonly holds = new Table<Hold>();
  readonly lost = new Table<Lost>();
  readonly failed = new Table<string>();
  /** What else there is to say about a lead, where it stands. */
  readonly noted = new Table<string>();
  readonly asking = new Table<true>();
  /** What a claim of mine has shown of an enquiry whose details lists may hide. */
  readonly full = new Table<Enquiry>();
  /** The limit that the last claim ran into. */
  limit = $state.raw<Limit | null>(null);

  /** Claims for me. */
  claim(person: Someone): Promise<Outcome> {
    return this.#ask(person, async (key) => (await api.claim(person.id, key)).enquiry);
  }

  /** Claims whoever is next for me; null when nobody waits whom I take. */
  async claimNext(): Promise<Enquiry | Outcome | null> {
    let got: Enquiry | null = null;
    const outcome = await this.#ask({ id: next, name: '' }, async (key) => (got = (await api.claimNext(key)).enquiry));
    return outcome === 'mine' ? got : outcome;
  }

  /** Takes over what the server says about a lead's holder. */
  learn(lead: Pick<Lead, 'id' | 'owner' | 'claimedAt' | 'updatedAt'>) {
    if (!lead.owner) return this.forget(lead.id);
    const mine = lead.owner.id === session.me?.user.id;
    const at = Date.parse(lead.claimedAt ?? lead.updatedAt);
    this.holds.set(lead.id, { mine, holder: lead.owner.id, who: lead.owner.name, at, learnt: Date.now() });
    if (!mine) this.full.delete(lead.id);
    else this.lost.delete(lead.id);
  }

  /** The lead is unclaimed on the server: whatever was known of a holder is over. */
  forget(id: number) {
    if (!this.holds.delete(id)) return;
    this.full.delete(id);
    this.lost.delete(id);
  }

  /** Somebody else holds the lead that is open here, without a race. */
  taken(id: number, hold: Hold, following: Next | null, given = false) {
    if (given && undo.offer?.lead === id) undo.drop();
    if (this.lost.has(id)) return;
    this.lost.set(id, { who: firstName(hold.who), at: hold.at, seconds: null, next: following, given });
  }

  async #ask(person: Someone, send: (key: string) => Promise<Enquiry | null>): Promise<Outcome> {
    if (this.asking.has(person.id) || net.down) return 'failed';
    const pressed = clock.exact();
    this.asking.set(person.id, true);
    this.failed.delete(person.id);
    this.noted.delete(person.id);
    this.limit = null;
    try {
      const enquiry = await once(send);
      if (enquiry) this.#won(enquiry);
      return 'mine';
    } catch (error) {
      return this.#refused(person, error, pressed);
    } finally {
      this.asking.delete(person.id);
    }
  }

  #won(enquiry: Enquiry) {
    this.full.set(enquiry.id, enquiry);
    this.#mine(enquiry.id, Date.parse(enquiry.claimedAt ?? enquiry.updatedAt));
    const { name, phoneShown, email } = enquiry;
    say.this(t('claim.done', { name, act: t(phoneShown ? 'call.do' : 'lead.email'), what: phoneShown ?? email }));
  }

  #mine(id: number, at: number) {
    const me = session.me?.user;
    this.holds.set(id, { mine: true, holder: me?.id ?? 0, who: me?.name ?? '', at, learnt: Date.now() });
    this.lost.delete(id);
  }

  #refused(person: Someone, error: unknown, pressed: number): Outcome {
    const refusal = readRefusal(error);
    if (refusal?.mine) {
      this.#mine(person.id, refusal.at);
      return 'mine';
    }
    if (refusal) {
      const { id: holder, name } = refusal.by;
      const who = firstName(name);
      this.holds.set(person.id, { mine: false, holder, who: name, at: refusal.at, learnt: Date.now() });
      this.lost.set(person.id, { who, at: refusal.at, seconds: secondsBefore(refusal.at, pressed), next: refusal.next });
      say.this(t('claim.lost.say', { who, name: person.name }));
      return 'lost';
    }
    this.limit = readLimit(error);
    if (this.limit) return 'limited';
    if (error instanceof ApiError && error.status === 401) return 'failed';
    const text = failure(error);
    this.failed.set(person.id, text);
    say.this(text);
    return 'failed';
  }
}

export const claims = new Claims();
