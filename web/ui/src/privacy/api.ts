import { NetworkError, readFailure } from '../api/errors';
import { request, type Data } from '../api/http';

export type Overview = Data<'/api/privacy/requests'>;
export type PrivacyRequest = Overview['requests'][number];
export type PersonData = Data<'/api/privacy/person'>;
export type Held = PersonData['held'][number];

/** Why somebody is erased. */
export const reasons = ['asked', 'guardian', 'not_needed', 'mistake'] as const;
type Reason = (typeof reasons)[number];

/** Whom to look for: a phone number or an e-mail address, or everything under those of a lead. */
export type Whom = { q: string } | { enquiry: number };

/** What the page of privacy asks of the server. */
export const privacyApi = {
  requests: () => request('get', '/api/privacy/requests'),
  person: (whom: Whom) => request('get', '/api/privacy/person', { query: whom }),
  erase: (body: { enquiries: number[]; answers: number[]; reason: Reason }, key: string) => request('post', '/api/privacy/erase', { body, key }),
};

/** The file with everything about a person. It is no envelope, so that it is read by itself. */
export async function exportPerson(whom: Whom): Promise<Blob> {
  const response = await fetch('/api/privacy/export', {
    method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(whom),
  }).catch((cause: unknown) => {
    throw new NetworkError('no answer', { cause });
  });
  if (!response.ok) throw readFailure(response, await response.json().catch(() => null));
  return response.blob();
}
