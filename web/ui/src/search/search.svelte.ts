import { type Data, request } from '../api/http';
import { busy } from '../parts/busy.svelte';
import { clock } from '../parts/clock.svelte';
import { List, type Answer } from '../parts/list.svelte';
import { say } from '../parts/say.svelte';
import { t } from '../words/later';
import { enough } from './text';

export type Found = Data<'/api/search'>['enquiries'][number];

const pause = 150;
const most = 8;

/** Whom somebody looks for, and who was found. */
export class Search extends List {
  typed = $state('');
  /** By what the people on the screen were found; '' while nothing was asked. */
  asked = $state('');
  found = $state.raw<Found[]>([]);
  /** Whom the keys have come to, by the number of the enquiry. */
  #at = $state<number | null>(null);
  readonly groups = $derived(
    [
      { key: 'open', rows: this.found.filter((one) => !one.similar && one.closedAt === null) },
      { key: 'closed', rows: this.found.filter((one) => !one.similar && one.closedAt !== null) },
      { key: 'similar', rows: this.found.filter((one) => one.similar) },
    ].filter(({ rows }) => rows.length > 0) as { key: 'open' | 'closed' | 'similar'; rows: Found[] }[],
  );
  readonly rows = $derived(this.groups.flatMap(({ rows }) => rows));
  #timer: ReturnType<typeof setTimeout> | undefined;

  /** Asks once the typing pauses. */
  type(text: string) {
    this.typed = text;
    this.#at = null;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void busy.during(this.refresh()), pause);
  }

  /** Begins with what the address says. */
  begin(text: string) {
    clearTimeout(this.#timer);
    this.typed = text;
    this.asked = '';
    this.found = [];
    this.#at = null;
    this.from = 0;
    this.broken = false;
  }

  get chosen(): Found | undefined {
    return this.rows.find((one) => one.id === this.#at);
  }

  /** Up and down go through those on the screen, and around. Whether the key was one of these. */
  move({ key }: KeyboardEvent): boolean {
    const by = key === 'ArrowDown' ? 1 : key === 'ArrowUp' ? -1 : 0;
    const { length } = this.rows;
    if (by === 0 || length === 0) return false;
    const at = this.rows.findIndex((one) => one.id === this.#at);
    this.#at = this.rows[at < 0 ? (by > 0 ? 0 : length - 1) : (at + by + length) % length]?.id ?? null;
    document.getElementById(`found-${this.#at}`)?.scrollIntoView({ block: 'nearest' });
    return true;
  }

  find(id: number) {
    return this.found.find((one) => one.id === id);
  }

  protected async ask(): Promise<Answer> {
    const words = this.typed.trim();
    if (!enough(words)) return { serverTime: new Date(clock.exact()).toISOString(), show: () => this.#show('', []) };
    const { enquiries, serverTime } = await request('get', '/api/search', { query: { q: words, limit: most } });
    return { serverTime, show: () => this.#show(words, enquiries) };
  }

  #show(words: string, found: Found[]) {
    if (words && words !== this.asked) say.this(t('search.count', { n: found.length }));
    this.asked = words;
    this.found = found;
  }
}

export const search = new Search();
