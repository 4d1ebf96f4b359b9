const stored = 'firstbell.setup';

/** What survives a reload of the page; secrets do not. */
export interface Draft {
  name: string;
  email: string;
}

export function readDraft(): Draft {
  const draft: Draft = { name: '', email: '' };
  try {
    const kept: unknown = JSON.parse(sessionStorage.getItem(stored) ?? '{}');
    for (const key of Object.keys(draft) as (keyof Draft)[]) {
      const value = (kept as Partial<Record<string, unknown>> | null)?.[key];
      if (typeof value === 'string') draft[key] = value;
    }
  } catch {
    // A draft that cannot be read is as good as none.
  }
  return draft;
}

export function keepDraft(draft: Draft) {
  sessionStorage.setItem(stored, JSON.stringify(draft));
}

export function dropDraft() {
  sessionStorage.removeItem(stored);
}
