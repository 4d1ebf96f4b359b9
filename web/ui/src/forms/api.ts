import { type Data, request } from '../api/http';
import { once } from '../api/repeat';

export type Form = Data<'/api/forms'>['forms'][number];
export type Question = Form['fields'][number];
export type Suspect = Data<'/api/suspects'>['suspects'][number];
export type FromForm = Data<'/api/enquiries/{id}/form'>['answers'][number];

/** What the pages about forms ask of the server. */
export const formApi = {
  forms: async () => (await request('get', '/api/forms')).forms,
  add: async (name: string, slug: string) => (await once((key) => request('post', '/api/forms', { body: { name, slug }, key }))).form,
  change: async ({ id, name, slug, active, fields, texts, origins }: Form) =>
    (await once((key) => request('patch', '/api/forms/{id}', { id, body: { name, slug, active, fields, texts, origins }, key }))).form,
  suspects: () => request('get', '/api/suspects'),
  letIn: (id: number) => once((key) => request('post', '/api/suspects/{id}/let-in', { id, key })),
  spam: (id: number) => once((key) => request('post', '/api/suspects/{id}/spam', { id, key })),
  ofLead: async (id: number) => (await request('get', '/api/enquiries/{id}/form', { id })).answers,
};
