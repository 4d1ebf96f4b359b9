import type { NewKey } from '../api/client';
import { request } from '../api/http';

/** What the keys' page asks of the server. */
export const keyApi = {
  keys: () => request('get', '/api/keys'),
  makeKey: (body: NewKey, key: string) => request('post', '/api/keys', { body, key }),
  revokeKey: (id: number, key: string) => request('delete', '/api/keys/{id}', { id, key }),
};
