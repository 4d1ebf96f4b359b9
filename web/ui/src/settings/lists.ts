import { type Data, request } from '../api/http';
import { once } from '../api/repeat';
import type { Ways } from './draft.svelte';

export type Choice = Pick<Data<'/api/courses'>['items'][number], 'id' | 'name' | 'archived'>;
export type Intake = Data<'/api/intakes'>['intakes'][number];
export type Template = Data<'/api/templates'>['templates'][number];

/** What the lists of the school ask of the server. */
export async function choices(path: '/api/courses' | '/api/sources'): Promise<Choice[]> {
  const { items } = await request('get', path);
  return items.map(({ id, name, archived }) => ({ id, name, archived }));
}

export function choiceWays(path: '/api/courses' | '/api/sources'): Ways<Choice> {
  const change = (id: number, body: object) => once((key) => request('patch', `${path}/{id}`, { id, body: body as never, key }));
  return {
    add: async ({ name }) => (await once((key) => request('post', path, { body: { name }, key }))).id,
    change: ({ id, name, archived }) => change(id, { name, archived }),
    place: (id, position) => change(id, { position }),
  };
}

export const intakes = async () => (await request('get', '/api/intakes')).intakes;

export const intakeWays: Ways<Intake> = {
  add: async ({ course, name, startsOn, deadline }) =>
    (await once((key) => request('post', '/api/intakes', { body: { course, name, startsOn, ...(deadline && { deadline }) }, key }))).intake.id,
  change: ({ id, course, name, startsOn, deadline, archived }) =>
    once((key) => request('patch', '/api/intakes/{id}', { id, body: { course, name, startsOn, deadline: deadline || null, archived }, key })),
};

export const templates = async () => (await request('get', '/api/templates')).templates;

export const templateWays: Ways<Template> = {
  add: async ({ channel, name, language, body }) =>
    (await once((key) => request('post', '/api/templates', { body: { channel, name, language, body }, key }))).template.id,
  change: ({ id, channel, name, language, body }) =>
    once((key) => request('patch', '/api/templates/{id}', { id, body: { channel, name, language, body }, key })),
  remove: (id) => once((key) => request('delete', '/api/templates/{id}', { id, key })),
};

export interface StageRow {
  id: number;
  code: string;
  name: string;
}

/** Stages are numbered by their place: what they are cannot be changed, only what they are called. */
export async function stages(): Promise<StageRow[]> {
  const list = await request('get', '/api/stages');
  return list.stages.map(({ code, name, position }) => ({ id: position, code, name }));
}

export const renameStages = (names: { code: string; name: string }[]) =>
  once((key) => request('patch', '/api/stages', { body: { stages: names }, key }));
