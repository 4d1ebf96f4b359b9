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

/** How plurals, numbers and times are written. */
export const locale = 'en-GB';
const plural = new Intl.PluralRules(locale);
const figures = new Intl.NumberFormat(locale);

type Forms = Partial<Record<Intl.LDMLPluralRule, string>> & { other: string };

const known: Record<string, string | Forms> = { ...en };

/** Adds the words of parts that are loaded later. */
export function add(words: Record<string, string | Forms>) {
  Object.assign(known, words);
}

/** The words for a key, with its values filled in and its form chosen by the count `n`. */
export const t: Find<typeof en> = (key, ...[values]) => {
  const given: Record<string, string | number> = values ?? {};
  const entry = known[key] ?? key;
  const text = typeof entry === 'string' ? entry : (entry[plural.select(Number(given.n ?? 0))] ?? entry.other);
  return text.replace(/\{(\w+)\}/g, (whole, name: string) => {
    const value = given[name];
    if (value === undefined) return whole;
    return typeof value === 'number' && !key.startsWith('lead.') ? figures.format(value) : String(value);
  });
};
