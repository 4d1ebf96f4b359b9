import { sentence } from '../api/errors';
import { clock } from '../parts/clock.svelte';
import { refusedFields, type Wrong } from './settings';

/** How the rows of a list are kept, one change after the other. */
export interface Ways<Item> {
  /** Returns the number it was given. */
  add: (row: Item) => Promise<number>;
  change: (row: Item, before: Item) => Promise<unknown>;
  remove?: (id: number) => Promise<unknown>;
  /** Moves a row to a place, from 1 on. */
  place?: (id: number, position: number) => Promise<unknown>;
}

/** A list as it is being changed, beside what the server has; nothing is sent before it is saved. */
export class Draft<Item extends { id: number }> {
  rows = $state<Item[]>([]);
  wrong = $state<Wrong>({});
  general = $state<string | null>(null);
  saved = $state<number | null>(null);
  sending = $state(false);
  #kept = $state<Item[]>([]);
  #made = 0;
  dirty = $derived(JSON.stringify(this.rows) !== JSON.stringify(this.#kept));

  /** What the server has. */
  start(items: Item[]) {
    this.#kept = items;
    this.rows = items.map((item) => ({ ...item }));
  }

  /** Adds a row at the end; until it is saved its number is below zero. */
  add(item: Omit<Item, 'id'>): number {
    this.rows.push({ ...item, id: --this.#made } as Item);
    return this.#made;
  }

  remove(row: Item) {
    this.rows = this.rows.filter((one) => one.id !== row.id);
  }

  move(row: Item, by: 1 | -1) {
    const at = this.rows.findIndex((one) => one.id === row.id);
    const other = this.rows[at + by];
    if (!other) return;
    this.rows[at + by] = this.rows[at] as Item;
    this.rows[at] = other;
  }

  /** Sends what is different. Where it ends at a refusal, what went before is kept, and only the rest is sent again. */
  async save(ways: Ways<Item>, check: (row: Item) => Wrong = () => ({})): Promise<boolean> {
    if (this.sending) return false;
    this.general = this.saved = null;
    this.wrong = Object.assign({}, ...this.rows.map((row) => named(check(row), row.id)));
    if (Object.keys(this.wrong).length > 0) return false;
    this.sending = true;
    try {
      await this.#send(ways);
      this.saved = clock.exact();
    } catch (error) {
      if (Object.keys(this.wrong).length === 0) this.general = sentence(error);
    } finally {
      this.sending = false;
    }
    return this.saved !== null;
  }

  async #send(ways: Ways<Item>) {
    for (const gone of this.#kept.filter((one) => !this.rows.some((row) => row.id === one.id))) {
      await ways.remove?.(gone.id);
      this.#kept = this.#kept.filter((one) => one.id !== gone.id);
    }
    for (const row of this.rows) {
      await this.#keep(row, ways).catch((error: unknown) => {
        this.wrong = named(refusedFields(error), row.id);
        throw error;
      });
    }
    for (const [at, row] of this.rows.entries()) {
      const now = this.#kept.findIndex((one) => one.id === row.id);
      if (now === at) continue;
      await ways.place?.(row.id, at + 1);
      this.#kept.splice(at, 0, ...this.#kept.splice(now, 1));
    }
  }

  async #keep(row: Item, ways: Ways<Item>) {
    const at = this.#kept.findIndex((one) => one.id === row.id);
    const before = this.#kept[at];
    if (!before) {
      row.id = await ways.add($state.snapshot(row) as Item);
      this.#kept.push($state.snapshot(row) as Item);
    } else if (JSON.stringify(before) !== JSON.stringify(row)) {
      await ways.change($state.snapshot(row) as Item, before);
      this.#kept[at] = $state.snapshot(row) as Item;
    }
  }
}

/** The fields of a row as the page names them. */
function named(wrong: Wrong, id: number): Wrong {
  return Object.fromEntries(Object.entries(wrong).map(([field, text]) => [`${field}-${id}`, text]));
}
