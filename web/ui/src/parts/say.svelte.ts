const gap = 3000;

/** The one polite live region of the page: at most one message in three seconds, the newest wins. */
class Say {
  text = $state('');
  #next: string | null = null;
  #timer: ReturnType<typeof setTimeout> | undefined;

  this(text: string) {
    if (this.#timer !== undefined) {
      this.#next = text;
      return;
    }
    this.text = text;
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      const next = this.#next;
      this.#next = null;
      if (next !== null) this.this(next);
    }, gap);
  }
}

export const say = new Say();
