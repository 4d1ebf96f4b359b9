import { request } from '../api/http';

/** What Due today asks of the server. */
export const dueApi = {
  move: (id: number, dueAt: string, key: string) => request('patch', '/api/followups/{id}', { id, body: { dueAt }, key }),
};
