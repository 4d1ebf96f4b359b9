/** A small map the screens can watch. A change replaces the record, so keep it to what a page knows. */
export class Table<Value> {
  #rows = $state.raw<ReadonlyMap<number, Value>>(new Map());

  get(id: number): Value | undefined {
    return this.#rows.get(id);
  }

  has(id: number): boolean {
    return this.#rows.has(id);
  }

  set(id: number, value: Value) {
    this.#rows = new Map(this.#rows).set(id, value);
  }

  delete(id: number): boolean {
    if (!this.#rows.has(id)) return false;
    const rows = new Map(this.#rows);
    rows.delete(id);
    this.#rows = rows;
    return true;
  }
}
