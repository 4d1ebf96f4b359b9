import { type Data, request } from './http';

export type Line = Data<'/api/enquiries/{id}/events'>['events'][number];
export type Stage = Data<'/api/stages'>['stages'][number];

/** What is sent about a try to reach somebody. */
export interface AttemptBody {
  channel: 'call' | 'whatsapp' | 'email' | 'sms' | 'visit';
  outcome: 'connected' | 'no_answer' | 'busy' | 'switched_off' | 'wrong_number' | 'call_back' | 'not_interested' | 'language_mismatch';
  note?: string;
  followUpAt?: string | null;
  stage?: 'lost' | 'not_now';
  reason?: string;
  wakeAt?: string;
}

export interface StageBody {
  stage: 'new' | 'in_touch' | 'visit' | 'applied' | 'enrolled' | 'not_now' | 'lost' | 'not_enquiry';
  reason?: string;
  wakeAt?: string;
  startsOn?: string;
}

export type Facts = Partial<Record<'name' | 'email' | 'courseInterest', string> & Record<'language' | 'branch' | 'phone', string | null>>;

/** What may be changed of an enquiry: its facts, or the tags by which the school finds it. */
export type Edit = Facts & { tags?: string[] };

/** A fact that one enquiry can take from another. */
export type Take = keyof Facts | 'message';

/** What is asked and sent while somebody works on a lead; not part of the first load. */
export const work = {
  history: (id: number, cursor?: string) => request('get', '/api/enquiries/{id}/events', { id, query: cursor ? { cursor } : undefined }),
  attempt: (id: number, body: AttemptBody, key: string) => request('post', '/api/enquiries/{id}/attempts', { id, body, key }),
  note: (id: number, text: string, key: string) => request('post', '/api/enquiries/{id}/notes', { id, body: { text }, key }),
  changeNote: (id: number, note: number, text: string, key: string) =>
    request('patch', '/api/enquiries/{id}/notes/{note}', { id: [id, note], body: { text }, key }),
  stages: () => request('get', '/api/stages'),
  move: (id: number, body: StageBody, key: string) => request('post', '/api/enquiries/{id}/stage', { id, body, key }),
  reopen: (id: number, key: string) => request('post', '/api/enquiries/{id}/reopen', { id, body: {}, key }),
  release: (id: number, reason: string, key: string) =>
    request('post', '/api/enquiries/{id}/release', { id, key, body: reason ? { reason } : {} }),
  reassign: (id: number, userId: number, note: string, key: string) =>
    request('post', '/api/enquiries/{id}/reassign', { id, key, body: note ? { userId, note } : { userId } }),
  followUp: (id: number, dueAt: string, key: string) => request('patch', '/api/followups/{id}', { id, body: { dueAt }, key }),
  merge: (id: number, into: number, take: Take[], key: string) => request('post', '/api/enquiries/{id}/merge', { id, body: { into, take }, key }),
  unmerge: (id: number, key: string) => request('delete', '/api/enquiries/{id}/merge', { id, key }),
  edit: (id: number, body: Edit, version: number, key: string) => request('patch', '/api/enquiries/{id}', { id, body, version, key }),
};
