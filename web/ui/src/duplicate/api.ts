import { type Data, request } from '../api/http';

export type Alike = Data<'/api/duplicates'>['duplicates'][number];

/** What the review of duplicates asks of the server. */
export const duplicateApi = {
  list: () => request('get', '/api/duplicates'),
  apart: (one: number, other: number, key: string) => request('post', '/api/duplicates/apart', { body: { one, other }, key }),
};
