import { request, type Data } from '../api/http';
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

/** The walk-in as it is sent: what was left empty is not. `to` is me, queue, or the number of a colleague. */
export function body(draft: Draft) {
  const { to, origin, name, ...rest } = draft;
  const typed = Object.fromEntries(Object.entries(rest).map(([key, text]) => [key, text.trim()]).filter(([, text]) => text !== ''));
  const whom = /^\d+$/.test(to) ? { userId: Number(to) } : { for: to as 'me' | 'queue' };
  return { origin: origin as Origin, name: name.trim(), ...typed, ...whom };
}

export const walkInApi = {
  lookup: (phone: string) => request('get', '/api/enquiries/lookup', { query: { phone } }),
  add: (draft: Draft, key: string) => request('post', '/api/enquiries', { body: body(draft), key }),
  courses: () => request('get', '/api/courses'),
};
