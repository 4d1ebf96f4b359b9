import { en } from './en';

type Named<Text> = Text extends `${string}{${infer Name}}${infer Rest}` ? Name | Named<Rest> : never;
type Text<Entry> = Entry extends string ? Entry : Entry[keyof Entry];
type Names<Entry> = Named<Text<Entry>> | (Entry extends string ? never : 'n');
type Values<Entry> = { [Name in Names<Entry>]: Name extends 'n' ? number : string };
type Rest<Entry> = [Names<Entry>] extends [never] ? [] : [values: Values<Entry>];

/** Finds words by their key. */
export type Find<Words> = <K extends keyof Words>(key: K, ...rest: Rest<Words[K]>) => string;

/** The keys whose words need no values. */
export type Plain<Words> = { [K in keyof Words]: [Names<Words[K]>] extends [never] ? K : never }[keyof Words];

type Forms = Partial<Record<Intl.LDMLPluralRule, string>> & { other: string };

/** Words by their key: what stands there, or its forms by the count. */
export type Words = Record<string, string | Forms>;

/** The same words in another language, whose counts may take other forms. */
export type Translation<Of> = { [Key in keyof Of]: Of[Key] extends string ? string : Forms };

/** Says a sentence of the server in another language, where that has words for it. */
export type Say = (english: string) => string | undefined;

/** As the person reads it what the server says of a field. */
export let said: Say = (english) => english;

/** How plurals, numbers and times are written: what the person reads. */
export let locale = 'en-GB';
let plural = new Intl.PluralRules(locale);
let figures = new Intl.NumberFormat(locale);

const english: Words = { ...en };
let translated: Words = {};

/** Adds the English words of parts that are loaded later. */
export function add(words: Words) {
  Object.assign(english, words);
}

/** From here on words are in another language, and in English where it has none. */
export function speak(as: string, words: Words, say?: Say) {
  locale = as;
  said = say ?? ((english) => (as === 'en-GB' ? english : undefined));
  plural = new Intl.PluralRules(as);
  figures = new Intl.NumberFormat(as);
  translated = { ...words };
}

/** Adds to a translation the words of parts that are loaded later. */
export function speakOf(words: Words, say?: Say) {
  if (say) said = say;
  Object.assign(translated, words);
}

/** The words for a key, with its values filled in and its form chosen by the count `n`. */
export const t: Find<typeof en> = (key, ...[values]) => {
  const given: Record<string, string | number> = values ?? {};
  const entry = translated[key] ?? english[key] ?? key;
  const text = typeof entry === 'string' ? entry : (entry[plural.select(Number(given.n ?? 0))] ?? entry.other);
  return text.replace(/\{(\w+)\}/g, (whole, name: string) => {
    const value = given[name];
    if (value === undefined) return whole;
    return typeof value === 'number' && !key.startsWith('lead.') ? figures.format(value) : String(value);
  });
};
