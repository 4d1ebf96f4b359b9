import { session } from '../account/session.svelte';
import { api, type Person } from '../api/client';
import { ApiError, NetworkError, sentence } from '../api/errors';
import { once } from '../api/repeat';
import { work } from '../api/work';
import { refreshAround, shown } from '../enquiry/lead.svelte';
import { inbox } from '../inbox/inbox.svelte';
import { open } from '../parts/open.svelte';
import { say } from '../parts/say.svelte';
import { school } from '../settings/school.svelte';
import { t } from '../words/later';
import { claim } from './act';
import { ask } from './ask.svelte';
import { claims, type Someone } from './claims.svelte';
import { firstName } from './lost';
import { undo } from './undo.svelte';

/** Whether I may put a lead back or hand it over: my own, or any as an owner of the desk. */
export function mayGive(id: number): boolean {
  return !erased(id) && (claims.holds.get(id)?.mine === true || (session.owner && claims.holds.has(id)));
}

/** Whether I may say who gets it: owners and the front desk may for leads that nobody holds, too. */
export function mayHandOver(id: number): boolean {
  return (session.owner && !erased(id)) || mayGive(id) || (session.frontDesk && !claims.holds.has(id));
}

/** Whether nothing is left of the person whose lead is open. */
function erased(id: number): boolean {
  return shown.lead?.id === id && Boolean(shown.lead.whole?.erasedAt);
}

/** A key for giving away: U puts back at once where that can be undone, else asks; H asks to whom. */
export function byKey(action: 'putBack' | 'handOver', id: number) {
  const known: (Someone | null | undefined)[] = [claims.full.get(id), shown.lead?.enquiry, ...inbox.rows.map((row) => row.enquiry), open.list?.find(id)];
  const lead = known.find((one) => one?.id === id);
  if (!lead) return;
  if (action === 'handOver') {
    if (mayHandOver(id)) ask.show('over', lead);
  } else if (mayGive(id)) {
    if (claims.holds.get(id)?.mine && !school.nextOnly) void putBack(lead);
    else ask.show('back', lead);
  }
}

/** Puts a lead back in the Inbox. Says what went wrong, or nothing when it went well. */
export async function putBack(lead: Someone, reason = '', undoing = false): Promise<string | null> {
  const wasMine = claims.holds.get(lead.id)?.mine === true;
  return attempt(lead, async (key) => {
    await work.release(lead.id, reason, key);
    claims.forget(lead.id);
    say.this(t('give.back.say', { name: lead.name }));
    if (undoing || !wasMine || school.nextOnly) undo.drop();
    else undo.show(lead.id, t('give.back.done'), () => claim(lead));
  });
}

/** Hands a lead to a colleague. Says what went wrong, or nothing when it went well. */
export async function handOver(lead: Someone, to: Person, note = '', undoing = false): Promise<string | null> {
  const before = claims.holds.get(lead.id);
  return attempt(lead, async (key) => {
    const { enquiry } = await work.reassign(lead.id, to.id, note, key);
    claims.learn({ ...enquiry, owner: to });
    claims.lost.delete(lead.id);
    const who = firstName(to.name);
    say.this(t('give.over.say', { name: lead.name, who }));
    if (undoing || !session.owner) undo.drop();
    else undo.show(lead.id, t('give.over.done', { who }), () => takeBack(lead, to, before && { id: before.holder, name: before.who }));
  });
}

/** Undoes a hand-over while the colleague still holds the lead. */
async function takeBack(lead: Someone, from: Person, before: Person | undefined) {
  const now = await api.lead(lead.id).catch(() => null);
  if (!now) return note(lead, t('give.failed.network'));
  claims.learn(now.enquiry);
  const { owner } = now.enquiry;
  if (owner?.id === from.id) await (before ? handOver(lead, before, '', true) : putBack(lead, '', true));
  else note(lead, owner ? t('give.gone', { who: firstName(owner.name), name: lead.name }) : t('give.free', { name: lead.name }));
}

async function attempt(lead: Someone, act: (key: string) => Promise<void>): Promise<string | null> {
  if (claims.asking.has(lead.id)) return null;
  claims.asking.set(lead.id, true);
  claims.noted.delete(lead.id);
  let problem: string | null = null;
  try {
    await once(act);
  } catch (error) {
    problem = explain(error, lead);
    note(lead, problem);
  } finally {
    claims.asking.delete(lead.id);
  }
  refreshAround(lead.id);
  return problem;
}

function note(lead: Someone, text: string) {
  claims.noted.set(lead.id, text);
  say.this(text);
}

function explain(error: unknown, lead: Someone): string {
  if (error instanceof NetworkError) return t('give.failed.network');
  if (!(error instanceof ApiError)) return sentence(error);
  const who = firstName(claims.holds.get(lead.id)?.who ?? '');
  if (error.code === 'not_holder' && who && !claims.holds.get(lead.id)?.mine) return t('give.failed.holder', { who });
  if (error.code === 'limit_reached') return t('give.failed.limit');
  return sentence(error);
}
