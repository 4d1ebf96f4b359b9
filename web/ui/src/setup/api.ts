import type { NewDesk } from '../api/client';
import { type Data, request } from '../api/http';

export type Checklist = Data<'/api/checklist'>;
export type Item = Checklist['items'][number]['id'];

/** What the setup and the list of first steps ask of the server. */
export const setupApi = {
  state: () => request('get', '/api/setup'),
  finish: (body: NewDesk) => request('post', '/api/setup', { body }),
  step: (step: 2 | 3 | 4 | null, key: string) => request('patch', '/api/setup', { body: { step }, key }),
  addCourse: (name: string, key: string) => request('post', '/api/courses', { body: { name }, key }),
  addSource: (name: string, key: string) => request('post', '/api/sources', { body: { name }, key }),
  checklist: () => request('get', '/api/checklist'),
  tick: (tick: Item | 'hidden', key: string) => request('patch', '/api/checklist', { body: { tick }, key }),
  addSamples: (count: number, key: string) => request('post', '/api/samples', { body: { count }, key }),
  removeSamples: (key: string) => request('delete', '/api/samples', { key }),
};
