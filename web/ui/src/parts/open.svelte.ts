import type { Enquiry } from '../api/client';
import type { Someone } from '../claim/claims.svelte';

/** A list that is loaded later. */
export interface OpenList {
  /** When it was last good, by the server's clock; 0 before the first answer. */
  readonly from: number;
  readonly broken: boolean;
  refresh(): Promise<void>;
  /** A lead that it shows. */
  find(id: number): (Someone & Partial<Enquiry>) | undefined;
}

/** The list on the screen, for those who learn of changes and of keys. */
class Open {
  list = $state.raw<OpenList | null>(null);

  /** Returns what ends it. */
  show(list: OpenList): () => void {
    this.list = list;
    return () => {
      if (this.list === list) this.list = null;
    };
  }
}

export const open = new Open();
