export type Action =
  | 'next' | 'previous' | 'back' | 'claim' | 'claimNext' | 'putBack' | 'handOver' | 'undo'
  | 'log' | 'note' | 'stage' | 'followUp' | 'inbox' | 'due' | 'mine' | 'leads' | 'search' | 'add' | 'sheet';

/** What of a key press decides its meaning. */
export interface Press {
  key: string;
  ctrlKey: boolean;
  altKey: boolean;
  metaKey: boolean;
  isComposing: boolean;
}

export interface Meaning {
  action: Action | null;
  /** True when the next key completes a "G …" pair. */
  pending: boolean;
}

const single = new Map<string, Action>([
  ['j', 'next'],
  ['ArrowDown', 'next'],
  ['k', 'previous'],
  ['ArrowUp', 'previous'],
  ['c', 'claim'],
  ['x', 'claimNext'],
  ['u', 'putBack'],
  ['h', 'handOver'],
  ['l', 'log'],
  ['n', 'note'],
  ['s', 'stage'],
  ['f', 'followUp'],
  ['z', 'undo'],
  ['a', 'add'],
  ['/', 'search'],
  ['?', 'sheet'],
  ['Escape', 'back'],
]);
const afterG = new Map<string, Action>([
  ['i', 'inbox'],
  ['d', 'due'],
  ['m', 'mine'],
  ['a', 'leads'],
]);

/** Reads one key press outside fields; `pending` says that "G" came just before it. */
export function meaning(press: Press, pending: boolean): Meaning {
  const nothing = { action: null, pending: false };
  if (press.ctrlKey || press.altKey || press.metaKey || press.isComposing) return nothing;
  const key = press.key.length === 1 ? press.key.toLowerCase() : press.key;
  if (pending) return { action: afterG.get(key) ?? null, pending: false };
  if (key === 'g') return { action: null, pending: true };
  return { action: single.get(key) ?? null, pending: false };
}

/** Whether typing there means text, so that no shortcut may fire. */
export function isField(target: { tagName?: string; isContentEditable?: boolean; type?: string } | null): boolean {
  if (!target?.tagName) return false;
  if (target.isContentEditable) return true;
  if (target.tagName === 'TEXTAREA' || target.tagName === 'SELECT') return true;
  return target.tagName === 'INPUT';
}
