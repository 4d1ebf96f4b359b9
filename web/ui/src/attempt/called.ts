const stored = 'firstbell.called';
const least = 5000;
const most = 12 * 3600_000;

/** Somebody is calling this lead now; when they are back after a while they are asked how it went. */
export function calling(id: number) {
  sessionStorage.setItem(stored, JSON.stringify({ id, at: Date.now() }));
}

/** The call that is over, and when it began; null when there was none, or none that can have been answered. */
export function called(): { lead: number; at: number } | null {
  const { id, at = 0 } = JSON.parse(sessionStorage.getItem(stored) ?? '{}') as { id?: number; at?: number };
  sessionStorage.removeItem(stored);
  const since = Date.now() - at;
  return id !== undefined && since >= least && since < most ? { lead: id, at } : null;
}
