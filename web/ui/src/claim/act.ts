import { tick } from 'svelte';
import { refreshAround } from '../enquiry/lead.svelte';
import { inbox } from '../inbox/inbox.svelte';
import { say } from '../parts/say.svelte';
import { router } from '../router.svelte';
import { school } from '../settings/school.svelte';
import { t } from '../words/words';
import { claims, type Outcome, type Someone } from './claims.svelte';
import { undo } from './undo.svelte';

/** Claims from wherever the person stands on the page, and shows a refusal where it is explained. */
export async function claim(person: Someone): Promise<Outcome> {
  const outcome = await claims.claim(person);
  if ((outcome === 'lost' || outcome === 'limited') && !isOpen(person.id)) router.go(`/inbox/${person.id}`);
  settle(person, outcome);
  return outcome;
}

/** Claims the next person after a lost race and opens whoever it turned out to be. */
export async function claimFollowing(person: Someone): Promise<Outcome> {
  const outcome = await claims.claim(person);
  if (outcome !== 'failed') router.go(`/inbox/${person.id}`);
  settle(person, outcome);
  return outcome;
}

/** Claims whoever is next in line and opens them; says so when nobody waits for me. */
export async function claimNext(): Promise<void> {
  inbox.nobody = false;
  const got = await claims.claimNext();
  if (got === null) {
    inbox.nobody = true;
    say.this(t('inbox.nobody'));
  }
  if (got === null || typeof got === 'string') {
    await inbox.refresh();
    return;
  }
  router.go(`/inbox/${got.id}`);
  settle(got, 'mine');
  await focusOn(`lead-act-${got.id}`);
}

function settle(person: Someone, outcome: Outcome) {
  if (outcome === 'mine') undo.show(person.id, t('claim.toast'), async () => (await import('./give')).putBack(person, '', true));
  if (outcome === 'failed' && claims.failed.has(person.id)) void school.load();
  if (outcome !== 'failed') refreshAround(person.id);
}

/** Moves the focus to an element by its id once it is there, unless somebody moves it meanwhile. */
export async function focusOn(id: string) {
  const from = document.activeElement;
  await tick();
  for (let tries = 60; tries > 0 && !document.getElementById(id); tries--) {
    await new Promise((done) => setTimeout(done, 16)); // a part of the page may have to be loaded first
    if (document.activeElement !== from && document.activeElement !== document.body) return;
  }
  document.getElementById(id)?.focus({ preventScroll: true });
}

export function isOpen(id: number): boolean {
  return (router.page.name === 'inbox' || router.page.name === 'lead') && router.page.id === id;
}
