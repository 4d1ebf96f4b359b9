import { claims, type Someone } from './claims.svelte';

type What = 'more' | 'back' | 'over' | 'merge';

/** The dialog about a lead that is open, and what was typed into dialogs before. */
class Ask {
  open = $state.raw<{ what: What; lead: Someone; other?: number | undefined } | null>(null);
  readonly #drafts = new Map<string, string>();

  show(what: What, lead: Someone, other?: number) {
    claims.noted.delete(lead.id);
    this.open = { what, lead, other };
  }

  /** A dialog that gives way to another closes later than the other opens. */
  close(what: What) {
    if (this.open?.what === what) this.open = null;
  }

  draft(what: What, lead: number): string {
    return this.#drafts.get(`${what} ${lead}`) ?? '';
  }

  keep(what: What, lead: number, text: string) {
    this.#drafts.set(`${what} ${lead}`, text);
  }
}

export const ask = new Ask();
