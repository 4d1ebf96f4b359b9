import { ApiError, NetworkError, sentence } from '../api/errors';
import { once } from '../api/repeat';
import { work, type StageBody } from '../api/work';
import { undo } from '../claim/undo.svelte';
import { refreshAround } from '../enquiry/lead.svelte';
import { say } from '../parts/say.svelte';
import { t } from '../words/later';
import { stages, type Code } from './stages.svelte';

/** The lead for which another stage is being chosen. */
class Stage {
  asked = $state<number | null>(null);
}

export const stage = new Stage();

/** Moves a lead to a stage. Says what went wrong, or nothing when it went well. */
export async function move(lead: number, from: Code, body: StageBody): Promise<string | null> {
  const problem = await attempt(lead, (key) => work.move(lead, body, key));
  if (problem) return problem;
  const text = t('stage.done', { stage: stages.name(body.stage) });
  say.this(text);
  if (isOpen(from)) undo.show(lead, text, () => back(lead, from));
  return null;
}

/** Opens a closed lead again, at the stage it had before. */
export async function reopen(lead: number): Promise<string | null> {
  const problem = await attempt(lead, (key) => work.reopen(lead, key));
  if (!problem) say.this(t('stage.reopened'));
  return problem;
}

async function back(lead: number, to: Code) {
  const problem = await attempt(lead, (key) => work.move(lead, { stage: to }, key));
  say.this(problem ?? t('stage.done', { stage: stages.name(to) }));
}

/** Whether a lead can go back there without a reason or a date. */
function isOpen(code: Code): boolean {
  return code !== 'lost' && code !== 'not_now' && code !== 'not_enquiry';
}

async function attempt(lead: number, act: (key: string) => Promise<unknown>): Promise<string | null> {
  try {
    await once(act);
    refreshAround(lead);
    return null;
  } catch (error) {
    if (error instanceof ApiError) refreshAround(lead);
    return error instanceof NetworkError ? t('give.failed.network') : sentence(error);
  }
}
