import type { Take } from '../api/work';

/** What a merge chooses between, in the order of the form. */
const facts: Take[] = ['name', 'phone', 'email', 'courseInterest', 'language', 'branch', 'message'];

type Known = { id: number } & Partial<Record<Take, string | null | undefined>>;

/** The facts in which two enquiries differ. */
export function differing(one: Known, other: Known): Take[] {
  return facts.filter((fact) => (one[fact] ?? '') !== (other[fact] ?? ''));
}

/** Of which enquiry each fact is kept before anybody has chosen: of the one that stays, unless it does not know. */
export function usual(stays: Known, goes: Known): Partial<Record<Take, number>> {
  return Object.fromEntries(differing(stays, goes).map((fact) => [fact, stays[fact] ? stays.id : goes.id]));
}

/** The facts that the one that stays takes. */
export function taken(stays: number, chosen: Partial<Record<Take, number>>): Take[] {
  return facts.filter((fact) => chosen[fact] !== undefined && chosen[fact] !== stays);
}
