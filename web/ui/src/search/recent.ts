const stored = 'firstbell.search';
const most = 5;

/** What somebody has looked for in this tab and opened, the latest first. It goes with the tab: others may sit here tomorrow. */
export function recent(user: number): string[] {
  try {
    const kept = JSON.parse(sessionStorage.getItem(stored) ?? 'null') as { user?: unknown; words?: unknown } | null;
    if (kept?.user !== user || !Array.isArray(kept.words)) return [];
    return kept.words.filter((one) => typeof one === 'string').slice(0, most);
  } catch {
    return []; // a list that cannot be read is as good as none
  }
}

export function remember(user: number, words: string) {
  const all = [words, ...recent(user).filter((one) => one !== words)].slice(0, most);
  sessionStorage.setItem(stored, JSON.stringify({ user, words: all }));
}
