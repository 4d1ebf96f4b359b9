import type { ListedLead } from '../api/client';
import { ahead, when } from '../parts/when';

/** The next step of a lead, as lists tell it; null when there is none. */
export function next({ nextStep }: ListedLead, now: number): { at: number; late: boolean; words: string } | null {
  if (!nextStep) return null;
  const at = Date.parse(nextStep.dueAt);
  const late = at < now;
  return { at, late, words: late ? when(at, now) : ahead(at, now) };
}
