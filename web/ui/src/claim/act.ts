import { tick } from 'svelte';
import { router } from '../router.svelte';
import { claims, type Outcome } from './claims.svelte';

interface Person {
  id: number;
  name: string;
  email?: string;
}

/** Claims from wherever the person stands on the page, and shows a lost race where it is explained. */
export async function claim(person: Person): Promise<Outcome> {
  const outcome = await claims.claim(person);
  if (outcome === 'lost' && !isOpen(person.id)) router.go(`/inbox/${person.id}`);
  return outcome;
}

/** Claims the next person after a lost race and opens whoever it turned out to be. */
export async function claimNext(person: Person): Promise<Outcome> {
  const outcome = await claims.claim(person);
  if (outcome !== 'failed') router.go(`/inbox/${person.id}`);
  return outcome;
}

/** Moves the focus to an element by its id once it is there. */
export async function focusOn(id: string) {
  await tick();
  document.getElementById(id)?.focus({ preventScroll: true });
}

export function isOpen(id: number): boolean {
  return (router.page.name === 'inbox' || router.page.name === 'lead') && router.page.id === id;
}
