import { isRecord, NetworkError, readFailure } from './errors';
import type { paths } from './schema';

type Method = 'get' | 'post' | 'patch' | 'delete';
type Operation<P extends keyof paths, M extends Method> = NonNullable<paths[P][M]>;
type PathOf<M extends Method> = { [P in keyof paths]: [Operation<P, M>] extends [never] ? never : P }[keyof paths];
type Good<R> = R extends { 200: infer A } ? A : R extends { 201: infer A } ? A : never;
type Answer<O> = O extends { responses: infer R } ? Good<R> : never;

/** What a successful answer holds inside its envelope. */
export type Data<P extends keyof paths, M extends Method = 'get'> =
  Answer<Operation<P, M>> extends { content: { 'application/json': { data: infer D } } } ? D : never;

interface Options<O> {
  /** Stands for {id} in the path, or whatever else is in braces there; several in their order. */
  id?: number | string | readonly number[];
  /** The version that a change is for; it is refused when there is a newer one. */
  version?: number;
  query?: O extends { parameters: { query?: infer Q } } ? Q : never;
  body?: O extends { requestBody?: { content: { 'application/json': infer B } } } ? B : never;
  /** The name of one action of a person: repeated with the same key it happens once. */
  key?: string;
  /** The page may be going away: the request is sent nevertheless. */
  parting?: boolean;
}

const patience = 8000;

/** Told about every failed answer, so that an ended session is noticed wherever it shows. */
export const listeners = new Set<(status: number, code: string) => void>();

/** A new key for one action. Random bytes, because randomUUID needs HTTPS and a school may have none. */
export function newKey(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** Waits for one answer and unwraps its envelope; throws ApiError or NetworkError, nothing else. */
export async function request<M extends Method, P extends PathOf<M>>(
  method: M,
  path: P,
  { id, version, query, body, key, parting }: Options<Operation<P, M>> = {},
): Promise<Data<P, M>> {
  const places = [id].flat();
  const address = path.replace(/\{\w+\}/g, () => String(places.shift())) + (query ? `?${new URLSearchParams(query as Record<string, string>)}` : '');
  const headers: Record<string, string> = {};
  if (body) headers['content-type'] = 'application/json';
  if (key) headers['idempotency-key'] = key;
  if (version !== undefined) headers['if-match'] = `"${version}"`;
  let response: Response;
  let answer: unknown;
  try {
    response = await fetch(address, {
      method: method.toUpperCase(),
      headers,
      body: body && JSON.stringify(body),
      signal: timeout(patience),
      keepalive: parting,
    });
    answer = await read(response);
  } catch (cause) {
    throw new NetworkError('no answer', { cause });
  }
  if (response.ok && isRecord(answer)) return answer.data as Data<P, M>;
  const failure = readFailure(response, answer);
  for (const tell of listeners) tell(failure.status, failure.code);
  throw failure;
}

/** AbortSignal.timeout, which Safari 15.4 has not. */
function timeout(ms: number): AbortSignal {
  const abort = new AbortController();
  setTimeout(() => abort.abort(), ms);
  return abort.signal;
}

/** A refusal without our envelope (a proxy's page) is still a refusal; half a success is no answer. */
async function read(response: Response): Promise<unknown> {
  if (response.ok) return (await response.json()) as unknown;
  return response.json().catch(() => null) as Promise<unknown>;
}
