import type { Narrow } from '../api/client';

const stored = 'firstbell.inbox';

/** Which part of the queue an address asks for. */
export function readNarrow(search: string): Narrow {
  const given = new URLSearchParams(search);
  const source = given.get('source');
  return { ...(given.get('courses') === 'mine' && { courses: 'mine' }), ...(source && { source }) };
}

/** The end of an address that asks for it; nothing for the whole queue. */
export function writeNarrow({ courses, source }: Narrow): string {
  const text = new URLSearchParams({ ...(courses && { courses }), ...(source && { source }) }).toString();
  return text && `?${text}`;
}

/** What this browser has shown last. */
export function remembered(): Narrow {
  return readNarrow(localStorage.getItem(stored) ?? '');
}

export function remember(narrow: Narrow) {
  localStorage.setItem(stored, writeNarrow(narrow));
}
