import { t } from '../words/later';
import type { PersonData } from './api';

/** The numbers in what somebody typed. */
export function numbersIn(typed: string): number[] {
  return (typed.match(/\d+/g) ?? []).map(Number);
}

/** Whether exactly these numbers were typed, in whatever order. */
export function allTyped(typed: string, numbers: readonly number[]): boolean {
  const got = [...new Set(numbersIn(typed))];
  return got.length === numbers.length && numbers.every((n) => got.includes(n));
}

/** The day until which backups that were made before today hold what is erased now. */
export function backupsUntil(now: number, days: number): string {
  return new Date(now + days * 86_400_000).toISOString().slice(0, 10);
}

/** What to call those who are erased: a name when they have one, else how many they are. */
export function called(person: PersonData, chosen: readonly number[]): string {
  const names = [...new Set(person.enquiries.filter((one) => chosen.includes(one.id)).map((one) => one.name))];
  return names.length === 1 && names[0] !== undefined ? names[0] : t('privacy.several', { n: chosen.length || person.answers.length });
}

/** Words for a table of the server; its name when there are none yet. */
export function heldName(what: string): string {
  const key = `privacy.held.${what}`;
  const text = t(key as 'privacy.held.notes');
  return text === key ? what : text;
}

/** The values of a row that say something. */
export function cells(row: Record<string, unknown>): [string, string][] {
  return Object.entries(row)
    .filter(([, value]) => value !== null && value !== '')
    .map(([name, value]) => [name, typeof value === 'string' ? value : JSON.stringify(value)]);
}
