import { request } from '../api/http';

export interface Wanted {
  sort: 'due' | 'contact' | 'oldest' | 'newest' | 'name';
  stage?: string;
  course?: string;
  source?: string;
  due?: 'none';
  limit: number;
}

/** What My leads asks of the server. */
export const mineApi = {
  leads: (query: Wanted) => request('get', '/api/enquiries', { query: { ...query, owner: 'me' } as never }),
  stages: () => request('get', '/api/stages'),
  courses: () => request('get', '/api/courses'),
  sources: () => request('get', '/api/sources'),
  move: (id: number, stage: string, followUpAt: string | undefined, key: string) =>
    request('post', '/api/enquiries/{id}/stage', { id, key, body: (followUpAt ? { stage, followUpAt } : { stage }) as never }),
};
