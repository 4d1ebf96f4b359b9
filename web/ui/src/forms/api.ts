import { type Data, request } from '../api/http';
import { once } from '../api/repeat';
import { readLines } from '../settings/settings';

export type Form = Data<'/api/forms'>['forms'][number];
export type Language = 'en' | 'hi';
export type Question = Form['fields'][number];
export type Suspect = Data<'/api/suspects'>['suspects'][number];
export type FromForm = Data<'/api/enquiries/{id}/form'>['answers'][number];

/** What of a form can be changed; choices as they were typed, without their empty lines. */
const body = ({ name, slug, active, fields, texts, origins }: Form) => ({
  name, slug, active, texts, origins,
  fields: fields.map((one) => (one.choices ? { ...one, choices: readLines(one.choices.join('\n')) } : one)),
});

/** What the pages about forms ask of the server. */
export const formApi = {
  forms: async () => (await request('get', '/api/forms')).forms,
  add: async (name: string, slug: string) => (await once((key) => request('post', '/api/forms', { body: { name, slug }, key }))).form,
  change: async (form: Form) => (await once((key) => request('patch', '/api/forms/{id}', { id: form.id, body: body(form), key }))).form,
  /** Of a form that may not be finished: its address and name count as they are. */
  preview: async (form: Form, language: Language) => {
    const { fields, texts } = body(form);
    return (await request('post', '/api/forms/{id}/preview', { id: form.id, body: { fields, texts, language } })).html;
  },
  suspects: () => request('get', '/api/suspects'),
  letIn: (id: number) => once((key) => request('post', '/api/suspects/{id}/let-in', { id, key })),
  spam: (id: number) => once((key) => request('post', '/api/suspects/{id}/spam', { id, key })),
  ofLead: async (id: number) => (await request('get', '/api/enquiries/{id}/form', { id })).answers,
};
