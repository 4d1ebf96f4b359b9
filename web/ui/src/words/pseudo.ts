// Languages that are made of English for tests. What is still in English on a screen stands out.
import { en } from './en';
import { later } from './en.later';
import type { Language } from './languages';
import type { Words } from './words';

const latin = 'abcdefghijklmnopqrstuvwxyz';

/** Dates and plurals are those of another locale, so that none is English by chance. */
export function made(locale: string, rtl: boolean, letters: string, around: (text: string) => string): Language {
  const say = (text: string) => around(text.replace(/\{\w+\}|[a-z]/gi, (part) => [...letters][latin.indexOf(part.toLowerCase())] ?? part));
  const every = (words: Words): Words =>
    Object.fromEntries(
      Object.entries(words).map(([key, entry]) => [key, typeof entry === 'string' ? say(entry) : { one: say(entry.one ?? entry.other), other: say(entry.other) }]),
    );
  return { locale, rtl, words: every(en), later: () => Promise.resolve({ later: every(later) }) };
}
