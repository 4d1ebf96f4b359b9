/** Whether what came of a call is being written down, and for which lead. */
class Log {
  lead = $state<number | null>(null);
  /** How often it was asked for: each time the first choice takes the focus. */
  asked = $state(0);

  show(id: number) {
    this.lead = id;
    this.asked++;
  }

  close(id: number) {
    if (this.lead === id) this.lead = null;
  }
}

export const log = new Log();
