import { en } from './en';

type Words = typeof en;
export type Key = keyof Words;

type Named<Text> = Text extends `${string}{${infer Name}}${infer Rest}` ? Name | Named<Rest> : never;
type Text<K extends Key> = Words[K] extends infer Entry ? (Entry extends string ? Entry : Entry[keyof Entry]) : never;
type Names<K extends Key> = Named<Text<K>> | (Words[K] extends string ? never : 'n');
type Values<K extends Key> = { [Name in Names<K>]: Name extends 'n' ? number : string };
type Rest<K extends Key> = [Names<K>] extends [never] ? [] : [values: Values<K>];

/** A key whose words need no values. */
export type PlainKey = { [K in Key]: [Names<K>] extends [never] ? K : never }[Key];

/** How plurals, numbers and times are written. */
export const locale = 'en-GB';
const plural = new Intl.PluralRules(locale);
const figures = new Intl.NumberFormat(locale);

type Forms = Partial<Record<Intl.LDMLPluralRule, string>> & { other: string };

/** The words for a key, with its values filled in and its form chosen by the count `n`. */
export function t<K extends Key>(key: K, ...[values]: Rest<K>): string {
  const given: Record<string, string | number> = values ?? {};
  const entry: string | Forms = en[key];
  const text = typeof entry === 'string' ? entry : (entry[plural.select(Number(given.n ?? 0))] ?? entry.other);
  return text.replace(/\{(\w+)\}/g, (whole, name: string) => {
    const value = given[name];
    if (value === undefined) return whole;
    return typeof value === 'number' && !key.startsWith('lead.') ? figures.format(value) : String(value);
  });
}
