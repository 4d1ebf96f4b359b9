import type { Say, Words } from './words';

/** A language of the screens. */
export interface Language {
  /** How plurals, numbers and times are written. */
  locale: string;
  rtl?: boolean;
  /** The words of the first load, and those of the parts that are loaded later, with how to say what the server says of fields. */
  words: Words;
  later: () => Promise<{ later: Words; say?: Say }>;
}

/** The languages besides English by their tag; the last two are spoken by tests alone. */
export const languages: Record<string, (() => Promise<{ default: Language }>) | undefined> = {
  hi: () => import('./hi'),
  'en-XA': () => import('./longer'),
  'ar-XB': () => import('./mirrored'),
};
