const stored = 'firstbell.walkin';

/** A walk-in as it is typed. */
export interface Draft {
  phone: string;
  name: string;
  courseInterest: string;
  email: string;
  message: string;
  note: string;
  origin: string;
  /** Who talks to them: me, queue, or the number of a colleague. */
  to: string;
}

export function blank(to: string): Draft {
  return { phone: '', name: '', courseInterest: '', email: '', message: '', note: '', origin: 'walk_in', to };
}

/** The walk-in that somebody began on this browser, and when; null when there is none of theirs. */
export function readDraft(user: number): { draft: Draft; at: number } | null {
  try {
    const kept = JSON.parse(localStorage.getItem(stored) ?? 'null') as { user?: unknown; at?: unknown; draft?: Record<string, unknown> } | null;
    if (kept?.user !== user || typeof kept.at !== 'number') return null;
    const draft = blank('queue');
    for (const key of Object.keys(draft) as (keyof Draft)[]) {
      const value = kept.draft?.[key];
      if (typeof value === 'string') draft[key] = value;
    }
    return { draft, at: kept.at };
  } catch {
    return null; // a draft that cannot be read is as good as none
  }
}

/** Keeps what was typed; a walk-in with nothing in it is none. */
export function keepDraft(user: number, draft: Draft, at: number) {
  const { origin: _, to: __, ...typed } = draft;
  if (Object.values(typed).every((text) => text.trim() === '')) dropDraft();
  else localStorage.setItem(stored, JSON.stringify({ user, at, draft }));
}

export function dropDraft() {
  localStorage.removeItem(stored);
}
