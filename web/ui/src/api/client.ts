import createClient from 'openapi-fetch';
import { NetworkError, readFailure } from './errors';
import type { paths } from './schema';

type Data<Answer> = Answer extends { content: { 'application/json': { data: infer D } } } ? D : never;
type Get<Path extends keyof paths> = paths[Path] extends { get: { responses: { 200: infer A } } } ? Data<A> : never;

export type Setup = Get<'/api/setup'>;
export type Me = Get<'/api/me'>;
export type List = Get<'/api/enquiries/unclaimed'>;
export type Enquiry = List['enquiries'][number];
export type Lead = Get<'/api/enquiries/{id}'>['enquiry'];
export type Owner = Me['user'];

const patience = 8000;
const http = createClient<paths>({ baseUrl: '', credentials: 'same-origin' });

/** Told about every failed answer, so that an ended session is noticed wherever it shows. */
export const listeners = new Set<(status: number, code: string) => void>();

interface Outcome<D> {
  data?: { data: D };
  error?: unknown;
  response: Response;
}

/** Waits for one answer and unwraps its envelope; throws ApiError or NetworkError, nothing else. */
async function ask<D>(send: (signal: AbortSignal) => Promise<Outcome<D>>): Promise<D> {
  const abort = new AbortController();
  const timer = setTimeout(() => abort.abort(), patience);
  let outcome: Outcome<D>;
  try {
    outcome = await send(abort.signal);
  } catch (cause) {
    throw new NetworkError('no answer', { cause });
  } finally {
    clearTimeout(timer);
  }
  if (outcome.response.ok && outcome.data) return outcome.data.data;
  const failure = readFailure(outcome.response, outcome.error);
  for (const tell of listeners) tell(failure.status, failure.code);
  throw failure;
}

export interface NewDesk {
  code?: string;
  name: string;
  email: string;
  password: string;
  schoolName: string;
}

export interface Credentials {
  email: string;
  password: string;
  keep: boolean;
}

export const api = {
  setup: () => ask((signal) => http.GET('/api/setup', { signal })),
  finishSetup: (body: NewDesk) => ask((signal) => http.POST('/api/setup', { body, signal })),
  signIn: (body: Credentials) => ask((signal) => http.POST('/api/session', { body, signal })),
  signOut: () => ask((signal) => http.DELETE('/api/session', { signal })),
  me: () => ask((signal) => http.GET('/api/me', { signal })),
  unclaimed: (limit: number) =>
    ask((signal) => http.GET('/api/enquiries/unclaimed', { params: { query: { limit, sort: 'oldest' } }, signal })),
  mine: (limit: number, offset: number) =>
    ask((signal) => http.GET('/api/enquiries/mine', { params: { query: { limit, offset } }, signal })),
  lead: (id: number) => ask((signal) => http.GET('/api/enquiries/{id}', { params: { path: { id } }, signal })),
  claim: (id: number) => ask((signal) => http.POST('/api/enquiries/{id}/claim', { params: { path: { id } }, signal })),
};
