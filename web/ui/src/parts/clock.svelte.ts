/** The server's clock: this machine's clock may be hours wrong, waits may not. */
class ServerClock {
  #ahead = $state(0);
  #here = $state(Date.now());

  constructor() {
    setInterval(() => this.#tick(), 5000);
  }

  /** The time on the server, in ms; changes by itself every few seconds. */
  get now(): number {
    return this.#here + this.#ahead;
  }

  /** The time on the server at this instant. */
  exact(): number {
    return Date.now() + this.#ahead;
  }

  /** Learns the time from an answer that left at `asked` (by this machine's clock). */
  learn(serverTime: string, asked: number) {
    const there = Date.parse(serverTime);
    if (Number.isNaN(there)) return;
    const halfway = asked + (Date.now() - asked) / 2;
    const ahead = there - halfway;
    if (Math.abs(ahead - this.#ahead) > 500) this.#ahead = ahead;
    this.#tick();
  }

  #tick() {
    this.#here = Date.now();
  }
}

export const clock = new ServerClock();
