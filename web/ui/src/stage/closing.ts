import { clock } from '../parts/clock.svelte';
import { school } from '../settings/school.svelte';
import { Times } from '../attempt/outcome';
import { t } from '../words/later';

export type Closed = 'lost' | 'not_now' | 'not_enquiry';
/** The ends of an enquiry: none is reached without a word more. */
export type End = Closed | 'enrolled';

/** The reasons that the server knows. */
export const reasons = {
  lost: ['fees', 'distance', 'timing', 'chose_other_school', 'course_not_offered', 'not_eligible', 'relocating', 'no_response', 'not_interested', 'other'],
  short: ['fees', 'timing', 'distance', 'chose_other_school', 'other'],
  not_enquiry: ['spam', 'wrong_number', 'duplicate', 'other'],
  not_now: [],
} as const;

/** What to send for it, or what is still missing. */
export function closing(to: Closed, reason: string, wake: string): { stage: Closed; reason?: string; wakeAt?: string } | { problem: string } {
  if (to !== 'not_now') return reason ? { stage: to, reason } : { problem: t('closing.reason.missing') };
  const at = new Times(school.hours, school.zone).at(`${wake}T10:00`);
  if (Number.isNaN(at)) return { problem: t('closing.wake.missing') };
  return at > clock.exact() ? { stage: to, wakeAt: new Date(at).toISOString() } : { problem: t('closing.wake.past') };
}
