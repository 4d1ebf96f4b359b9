import { request } from '../api/http';
import type { Draft } from './draft';
import type { Origin } from './walkin';

/** What the page for walk-ins asks of the server. */
export const walkInApi = {
  lookup: (contact: { phone: string } | { email: string }) => request('get', '/api/enquiries/lookup', { query: contact }),
  add: (draft: Draft, key: string) => request('post', '/api/enquiries', { body: body(draft), key }),
  courses: () => request('get', '/api/courses'),
};

/** The walk-in as it is sent: what was left empty is not. `to` is me, queue, or the number of a colleague. */
export function body(draft: Draft) {
  const { to, origin, name, ...rest } = draft;
  const typed = Object.fromEntries(Object.entries(rest).map(([key, text]) => [key, text.trim()]).filter(([, text]) => text !== ''));
  const whom = /^\d+$/.test(to) ? { userId: Number(to) } : { for: to as 'me' | 'queue' };
  return { origin: origin as Origin, name: name.trim(), ...typed, ...whom };
}
