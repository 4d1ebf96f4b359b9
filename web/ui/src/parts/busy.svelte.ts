/** Counts what the page is loading; `shown` only after 150 ms, so that fast answers do not flicker. */
class Busy {
  #count = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;
  shown = $state(false);

  async during<T>(work: Promise<T>): Promise<T> {
    this.#count++;
    this.#timer ??= setTimeout(() => (this.shown = true), 150);
    try {
      return await work;
    } finally {
      this.#count--;
      if (this.#count === 0) {
        clearTimeout(this.#timer);
        this.#timer = undefined;
        this.shown = false;
      }
    }
  }
}

export const busy = new Busy();
