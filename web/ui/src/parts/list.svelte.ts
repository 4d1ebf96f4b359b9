import { ApiError, NetworkError } from '../api/errors';
import type { Someone } from '../claim/claims.svelte';
import { busy } from './busy.svelte';
import { clock } from './clock.svelte';
import { net } from './net.svelte';
import { open, type OpenList } from './open.svelte';

/** An answer that is not shown yet: a later question may have overtaken it. */
export interface Answer {
  serverTime: string;
  show: () => void;
}

/** A list that is read when its screen opens, when the tab comes back and when something has changed. */
export abstract class List implements OpenList {
  from = $state(0);
  broken = $state(false);
  #asked = 0;

  protected abstract ask(): Promise<Answer>;
  abstract find(id: number): Someone | undefined;

  /** Reads the list while its screen is open. Returns the stop. */
  watch(): () => void {
    const back = () => void (document.visibilityState === 'visible' && this.refresh());
    document.addEventListener('visibilitychange', back);
    addEventListener('online', back);
    const close = open.show(this);
    void busy.during(this.refresh());
    return () => {
      close();
      document.removeEventListener('visibilitychange', back);
      removeEventListener('online', back);
    };
  }

  async refresh(): Promise<void> {
    const turn = ++this.#asked;
    const asked = Date.now();
    try {
      const answer = await this.ask();
      if (turn !== this.#asked) return;
      clock.learn(answer.serverTime, asked);
      answer.show();
      this.from = clock.exact();
      this.broken = false;
      net.learn(asked, false);
    } catch (error) {
      if (turn !== this.#asked) return;
      if (error instanceof NetworkError) net.learn(asked, true);
      else if (!(error instanceof ApiError && error.status === 401)) this.broken = true;
    }
  }
}
