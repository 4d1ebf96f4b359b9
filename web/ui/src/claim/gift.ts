import { session } from '../account/session.svelte';
import { api } from '../api/client';
import { shown } from '../enquiry/lead.svelte';
import { say } from '../parts/say.svelte';
import { t } from '../words/later';
import { given } from './given.svelte';
import { firstName } from './lost';

/** Learns who gave me which lead, and says so; the screen of a lead that is open here says so itself. */
export async function receive(id: number, by: number) {
  const [lead, team] = await Promise.all([api.lead(id), api.team()]);
  const giver = team.users.find((one) => one.id === by);
  if (!giver || lead.enquiry.owner?.id !== session.me?.user.id || shown.lead?.id === id) return;
  const gift = { id, name: lead.enquiry.name, from: firstName(giver.name) };
  given.add(gift);
  say.aside(t('given', { who: gift.from, name: gift.name }));
}
