const shownFor = 8000;

export interface Offer {
  lead: number;
  text: string;
  undo: () => Promise<unknown>;
}

/** The one thing that can be undone now. It is offered for 8 seconds; a pointer or the focus stops the clock. */
class Undo {
  offer = $state.raw<Offer | null>(null);
  #left = 0;
  #since = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;

  show(lead: number, text: string, undo: Offer['undo']) {
    this.offer = { lead, text, undo };
    this.#left = shownFor;
    this.#stop();
    this.resume();
  }

  pause() {
    if (this.#timer === undefined) return;
    this.#stop();
    this.#left -= Date.now() - this.#since;
  }

  resume() {
    if (!this.offer || this.#timer !== undefined) return;
    this.#since = Date.now();
    this.#timer = setTimeout(() => this.drop(), Math.max(this.#left, 0));
  }

  drop() {
    this.#stop();
    this.offer = null;
  }

  /** Undoes it; false when there is nothing to undo. */
  press(): boolean {
    const { offer } = this;
    if (!offer) return false;
    this.drop();
    void offer.undo();
    return true;
  }

  #stop() {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }
}

export const undo = new Undo();
