import { session } from '../account/session.svelte';
import type { Channel, Next, Outcome } from './outcome';

/** What somebody has chosen and typed about a call, and not saved yet. */
export interface Draft {
  channel: Channel;
  outcome: Outcome | null;
  /** Null: as the outcome says. */
  next: Next | null;
  /** Another time, by the school's clocks. */
  pick: string;
  note: string;
  /** Where somebody goes who is not interested, and why or until when. */
  to: 'lost' | 'not_now';
  reason: string;
  wake: string;
}

const empty: Draft = { channel: 'call', outcome: null, next: null, pick: '', note: '', to: 'lost', reason: '', wake: '' };

const place = (lead: number) => `firstbell.draft.${session.me?.user.id}.${lead}`;

/** Drafts outlive the page, the session and the connection. */
export function readDraft(lead: number): Draft {
  return { ...empty, ...(JSON.parse(localStorage.getItem(place(lead)) ?? '{}') as Partial<Draft>) };
}

export function keepDraft(lead: number, draft: Draft) {
  if (draft.outcome === null && draft.note === '') localStorage.removeItem(place(lead));
  else localStorage.setItem(place(lead), JSON.stringify(draft));
}
