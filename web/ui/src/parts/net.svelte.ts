/** Whether the server can be reached, as far as the last try tells. */
class Net {
  down = $state(!navigator.onLine);
  /** Nothing has been heard of the server's changes for a while. */
  paused = $state(false);
  #moved = -Infinity;
  #turned = 0;

  constructor() {
    addEventListener('offline', () => this.#turn(true));
    addEventListener('online', () => this.#turn(false));
  }

  #turn(down: boolean) {
    this.#turned = Date.now();
    this.down = down;
  }

  /** What came of a request that left at `asked`: from before the connection went or came back it tells nothing of now. */
  learn(asked: number, down: boolean) {
    if (asked >= this.#turned) this.down = down;
  }

  /** A strip has come or gone above the list, and pushed the rows. */
  pushed() {
    this.#moved = performance.now();
  }

  /** True just after the rows were pushed: a press then was meant for another row. */
  get unsettled(): boolean {
    return performance.now() - this.#moved < 500;
  }
}

export const net = new Net();
