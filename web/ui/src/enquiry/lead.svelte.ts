import { api, type Enquiry } from '../api/client';
import { ApiError } from '../api/errors';
import { claims } from '../claim/claims.svelte';
import { inbox } from '../inbox/inbox.svelte';
import { mine } from '../mine/mine.svelte';
import { busy } from '../parts/busy.svelte';
import { clock } from '../parts/clock.svelte';

export type Status = 'loading' | 'ready' | 'missing' | 'broken';

/** The lead that is open. What a list shows of it stands in until the server has answered. */
export class OpenLead {
  enquiry = $state.raw<Enquiry | null>(null);
  status = $state<Status>('loading');

  constructor(readonly id: number) {
    const listed = [...inbox.rows.map((row) => row.enquiry), ...mine.leads];
    this.enquiry = listed.find((enquiry) => enquiry.id === id) ?? null;
    void this.load();
  }

  async load() {
    const asked = Date.now();
    this.status = 'loading';
    try {
      const answer = await busy.during(api.lead(this.id));
      clock.learn(answer.serverTime, asked);
      this.enquiry = answer.enquiry;
      this.status = 'ready';
      const known = claims.holds.get(this.id);
      if (!known || known.learnt < asked) claims.learn(answer.enquiry);
    } catch (error) {
      const gone = error instanceof ApiError && (error.status === 404 || error.status === 410);
      this.status = gone ? 'missing' : 'broken';
    }
  }
}
