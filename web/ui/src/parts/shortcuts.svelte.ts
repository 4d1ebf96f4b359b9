import { account } from '../account/account.svelte';
import { session } from '../account/session.svelte';
import { log } from '../attempt/log.svelte';
import { claim, claimNext, isOpen } from '../claim/act';
import { ask } from '../claim/ask.svelte';
import { undo } from '../claim/undo.svelte';
import { shown } from '../enquiry/lead.svelte';
import { inbox } from '../inbox/inbox.svelte';
import { router } from '../router.svelte';
import { school } from '../settings/school.svelte';
import { isField, meaning, type Action } from './keys';

const stored = 'firstbell.shortcuts';

/** Single-key shortcuts of the signed-in screens. */
class Shortcuts {
  on = $state(localStorage.getItem(stored) !== 'off');
  #pending = false;

  toggle(on: boolean) {
    this.on = on;
    localStorage.setItem(stored, on ? 'on' : 'off');
  }

  press(event: KeyboardEvent) {
    const focused = document.activeElement;
    if (!this.on || document.querySelector('dialog[open]') || (focused instanceof HTMLElement && isField(focused))) return;
    const { action, pending } = meaning(event, this.#pending);
    this.#pending = pending;
    if (!action || (event.key.startsWith('Arrow') && !this.#mayMove(focused))) return;
    if (this.#act(action, focused)) event.preventDefault();
  }

  /** Arrows scroll the page, except when the focus is on a row or nowhere. */
  #mayMove(focused: Element | null): boolean {
    return focused === document.body || focused?.hasAttribute('data-row') === true;
  }

  #act(action: Action, focused: Element | null): boolean {
    if (action === 'next') return move(1, focused);
    if (action === 'previous') return move(-1, focused);
    if (action === 'claim') return claimHere(focused);
    if (action === 'back') return back();
    if (action === 'log' || action === 'note' || action === 'stage' || action === 'followUp') return workHere(action, focused);
    if (action === 'undo') return undo.press();
    if (action === 'putBack' || action === 'handOver') return give(action, focused);
    if (action === 'claimNext') void (session.frontDesk || claimNext());
    else if (action === 'search' && field()) field()?.focus();
    else if (action === 'sheet') account.sheet = true;
    else router.go(`/${action}`);
    return true;
  }
}

/** The field of the search, where there is one on the screen: that of its page, or that of the bar. */
function field(): HTMLElement | null {
  return document.getElementById('looked') ?? document.getElementById('looked-bar');
}

function move(by: 1 | -1, focused: Element | null): boolean {
  const links = [...document.querySelectorAll<HTMLElement>('[data-row]')];
  const row = focused?.closest('li, tr')?.querySelector<HTMLElement>('[data-row]');
  const at = row ? links.indexOf(row) : by === 1 ? -1 : links.length;
  const next = links[at + by];
  next?.focus();
  next?.scrollIntoView({ block: 'nearest' });
  return links.length > 0;
}

/** The number of the lead that a key is about: that of the focused row, else the open one. */
function here(focused: Element | null): number | null {
  const row = focused?.closest('li, tr')?.querySelector<HTMLElement>('[data-row]');
  return row ? Number(row.dataset.row) : (shown.lead?.id ?? null);
}

function claimHere(focused: Element | null): boolean {
  const id = here(focused);
  const person = inbox.waiting.find((enquiry) => enquiry.id === id);
  if (person) void (session.frontDesk ? ask.show('over', person) : school.nextOnly ? claimNext() : claim(person));
  return person !== undefined;
}

/** L, N, S and F are about the open lead; L opens that of a row. */
function workHere(what: 'log' | 'note' | 'stage' | 'followUp', focused: Element | null): boolean {
  const id = here(focused);
  if (id === null || (what !== 'log' && !isOpen(id))) return false;
  if (!isOpen(id)) router.go(`/inbox/${id}`);
  if (what === 'log') log.show(id);
  else document.querySelector<HTMLElement>(`[data-key=${what}]`)?.click();
  return true;
}

/** U puts back, H hands over. */
function give(action: 'putBack' | 'handOver', focused: Element | null): boolean {
  const id = here(focused);
  if (id !== null) void import('../claim/give').then(({ byKey }) => byKey(action, id));
  return id !== null;
}

function back(): boolean {
  const { page } = router;
  if (page.name === 'lead') {
    router.go('/mine');
    return true;
  }
  if (page.name !== 'inbox' || page.id === null) return false;
  const row = `row-${page.id}`;
  router.go('/inbox');
  setTimeout(() => document.getElementById(row)?.focus());
  return true;
}

export const shortcuts = new Shortcuts();
