/** Whether the server can be reached, as far as the last try tells. */
class Net {
  down = $state(!navigator.onLine);

  constructor() {
    addEventListener('offline', () => (this.down = true));
    addEventListener('online', () => (this.down = false));
  }
}

export const net = new Net();
