import { session } from '../account/session.svelte';
import { api, type FollowUps } from '../api/client';

/** How much of mine is to be done today. */
class DueCount {
  n = $state(0);

  async load() {
    if (session.frontDesk) return;
    const list = await api.followUps({ limit: 1 }).catch(() => null);
    if (list) this.learn(list.counts);
  }

  learn({ late, now, today }: FollowUps['counts']) {
    this.n = late + now + today;
  }
}

export const due = new DueCount();
