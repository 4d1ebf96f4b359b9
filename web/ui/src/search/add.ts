import { session } from '../account/session.svelte';
import { router } from '../router.svelte';
import { blank, keepDraft, readDraft } from '../walkin/draft';
import { isNumber } from './text';

/** Begins a walk-in with whom nobody was found by; one that was begun before is kept. */
export function addWith(words: string) {
  const me = session.me?.user.id ?? 0;
  const draft = blank(session.frontDesk ? 'queue' : 'me');
  if (!readDraft(me)) keepDraft(me, { ...draft, [isNumber(words) ? 'phone' : words.includes('@') ? 'email' : 'name']: words }, Date.now());
  router.go('/add');
}
