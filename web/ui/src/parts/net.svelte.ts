/** Whether the server can be reached, as far as the last try tells. */
class Net {
  down = $state(!navigator.onLine);
  /** Nothing has been heard of the server's changes for a while. */
  paused = $state(false);
  #moved = -Infinity;

  constructor() {
    addEventListener('offline', () => (this.down = true));
    addEventListener('online', () => (this.down = false));
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
