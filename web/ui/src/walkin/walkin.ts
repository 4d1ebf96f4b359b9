import type { Data } from '../api/http';
import { t } from '../words/later';
import type { Wrong } from '../settings/settings';
import type { Draft } from './draft';

export type Before = Data<'/api/enquiries/lookup'>['enquiries'][number];
export type Origin = 'walk_in' | 'phone' | 'referral' | 'event';

export const origins = ['walk_in', 'phone', 'referral', 'event'] as const satisfies readonly Origin[];

/** A number that is long enough to be asked for; whether it is whole the server knows. */
export function enough(phone: string): boolean {
  return (phone.match(/\p{Nd}/gu)?.length ?? 0) >= 7;
}

/** What is wrong with a walk-in, as far as this page can tell. */
export function check(draft: Draft): Wrong {
  const wrong: Wrong = {};
  if (!draft.phone.trim() && !draft.email.trim()) wrong.phone = t('add.phone.missing');
  if (draft.name.trim().length < 2) wrong.name = t('add.name.missing');
  return wrong;
}
