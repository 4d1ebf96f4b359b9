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
class Search extends List {
  typed = $state('');
  /** By what the people on the screen were found; '' while nothing was asked. */
  asked = $state('');
  found = $state.raw<Found[]>([]);
  #timer: ReturnType<typeof setTimeout> | undefined;

  /** Asks once the typing pauses. */
  type(text: string) {
    this.typed = text;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void busy.during(this.refresh()), pause);
  }

  /** Begins with what the address says. */
  begin(text: string) {
    clearTimeout(this.#timer);
    this.typed = text;
    this.asked = '';
    this.found = [];
    this.from = 0;
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
