import type { FollowUp } from '../api/client';
import { t, type PlainKey } from '../words/later';

const words: Record<FollowUp['type'], PlainKey> = {
  first_call: 'due.step.first_call',
  call: 'due.step.call',
  write: 'due.step.write',
  visit: 'due.step.visit',
  wake_up: 'due.step.wake_up',
};

/** What is to be done next, in words. */
export function nextStep(type: FollowUp['type']): string {
  return t(words[type]);
}
