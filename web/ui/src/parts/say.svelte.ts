const gap = 3000;

interface Message {
  text: string;
  aside: boolean;
}

/** The one polite live region of the page: at most one message in three seconds, the newest wins. */
class Say {
  text = $state('');
  #next: Message | null = null;
  #timer: ReturnType<typeof setTimeout> | undefined;

  this(text: string) {
    this.#put({ text, aside: false });
  }

  /** Something nobody has asked for: it gives way to an answer that waits to be said. */
  aside(text: string) {
    this.#put({ text, aside: true });
  }

  #put(message: Message) {
    if (this.#timer !== undefined) {
      if (!message.aside || this.#next?.aside !== false) this.#next = message;
      return;
    }
    this.text = message.text;
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      const next = this.#next;
      this.#next = null;
      if (next !== null) this.#put(next);
    }, gap);
  }
}

export const say = new Say();
