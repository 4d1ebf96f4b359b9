const stored = 'firstbell.called';
const least = 5000;
const most = 12 * 3600_000;

/** Somebody is calling this lead now; when they are back after a while they are asked how it went. */
export function calling(id: number) {
  sessionStorage.setItem(stored, JSON.stringify({ id, at: Date.now() }));
}

/** The lead whose call is over; null when there was none, or none that can have been answered. */
export function called(): number | null {
  const { id, at } = JSON.parse(sessionStorage.getItem(stored) ?? '{}') as { id?: number; at?: number };
  sessionStorage.removeItem(stored);
  const since = Date.now() - (at ?? 0);
  return id !== undefined && since >= least && since < most ? id : null;
}
