import { api, type ListedLead, type Member } from '../api/client';
import { ApiError, sentence } from '../api/errors';
import { session } from '../account/session.svelte';
import { once } from '../api/repeat';
import { work, type StageBody } from '../api/work';
import { firstName } from '../claim/lost';
import { undo } from '../claim/undo.svelte';
import { busy } from '../parts/busy.svelte';
import { say } from '../parts/say.svelte';
import { closed, stages, type Code } from '../stage/stages.svelte';
import { t } from '../words/later';
import { leadsApi, type Result } from './api';
import { leads } from './leads.svelte';

/** A lead that was not changed, and why. */
export interface Refused {
  id: number;
  name: string;
  why: string;
}

/** Several leads that are changed at once. */
class Bulk {
  asked = $state<'over' | 'stage' | 'tags' | null>(null);
  running = $state(false);
  /** What was done last, and whom it was not done for. */
  told = $state.raw<{ text: string; refused: Refused[] } | null>(null);
}

export const bulk = new Bulk();

/** Hands the chosen leads to a colleague. Says what went wrong with all of them, or nothing. */
export function handAll(to: Member, note: string): Promise<string | null> {
  const before = new Map(leads.pickedRows.map(({ id, owner }) => [id, owner?.id ?? null]));
  const who = firstName(to.name);
  return change(
    (ids, key) => leadsApi.reassign(ids, to.id, note, key),
    (n) => t('bulk.over.done', { n, who }),
    session.owner ? (done) => takeBack(done, to.id, before) : undefined,
  );
}

/** Moves the chosen leads to a stage. Says what went wrong with all of them, or nothing. */
export function moveAll(body: StageBody): Promise<string | null> {
  const before = new Map(leads.pickedRows.map(({ id, stage }) => [id, stage as Code]));
  return change(
    (ids, key) => leadsApi.move(ids, body, key),
    (n) => t('bulk.stage.done', { n, stage: stages.name(body.stage) }),
    (done) => moveBack(done.filter((id) => before.get(id) !== body.stage), before),
  );
}

/** Puts tags on the chosen leads and takes others off. Says what went wrong with all of them, or nothing. */
export function tagAll(add: string[], remove: string[]): Promise<string | null> {
  return change(
    (ids, key) => leadsApi.tag(ids, add, remove, key),
    (n) => t('bulk.tags.done', { n }),
  );
}

async function change(send: (ids: number[], key: string) => Promise<{ results: Result[] }>, words: (n: number) => string, back?: (done: number[]) => Promise<void>): Promise<string | null> {
  if (bulk.running) return null;
  const chosen = leads.pickedRows;
  bulk.running = true;
  try {
    const { results } = await busy.during(once((key) => send(chosen.map(({ id }) => id), key)));
    settle(chosen, results, words, back);
    return null;
  } catch (error) {
    return sentence(error);
  } finally {
    bulk.running = false;
    void leads.refresh();
  }
}

function settle(chosen: ListedLead[], results: Result[], words: (n: number) => string, back?: (done: number[]) => Promise<void>) {
  const done = results.filter((one) => one.done).map(({ id }) => id);
  const refused = results.filter((one) => !one.done).map(({ id, code = '', message = '' }) => ({
    id, name: chosen.find((lead) => lead.id === id)?.name ?? '', why: sentence(new ApiError(409, code, message, null, null, null)),
  }));
  leads.pick(done, false);
  const text = words(done.length);
  say.this(text);
  const undoable = back !== undefined && done.length > 0;
  bulk.told = refused.length > 0 || !undoable ? { text, refused } : null;
  if (undoable) undo.show(0, text, () => undone(() => back(done)));
  else undo.drop();
}

async function undone(back: () => Promise<void>) {
  try {
    await busy.during(back());
    bulk.told = null;
    say.this(t('bulk.undone'));
  } catch (error) {
    bulk.told = { text: sentence(error), refused: [] };
  }
  await leads.refresh();
}

/** Undoes a hand-over of those that the colleague still holds. */
async function takeBack(done: number[], from: number, before: ReadonlyMap<number, number | null>) {
  const now = await Promise.all(done.map((id) => api.lead(id)));
  const still = now.filter(({ enquiry }) => enquiry.owner?.id === from).map(({ enquiry }) => enquiry.id);
  for (const [to, ids] of grouped(still, (id) => before.get(id) ?? null)) {
    if (to === null) for (const id of ids) await once((key) => work.release(id, '', key));
    else if (to !== from) await once((key) => leadsApi.reassign(ids, to, '', key));
  }
}

/** Where a lead can go back to without a reason or a date. */
async function moveBack(done: number[], before: ReadonlyMap<number, Code>) {
  for (const [stage, ids] of grouped(done, (id) => before.get(id) ?? 'new')) {
    if (!(closed as readonly Code[]).includes(stage)) await once((key) => leadsApi.move(ids, { stage }, key));
  }
}

function grouped<Key>(ids: number[], by: (id: number) => Key): Map<Key, number[]> {
  const groups = new Map<Key, number[]>();
  for (const id of ids) groups.set(by(id), [...(groups.get(by(id)) ?? []), id]);
  return groups;
}
