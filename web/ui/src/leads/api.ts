import { readFailure, NetworkError } from '../api/errors';
import { type Data, request } from '../api/http';
import type { StageBody } from '../api/work';

export type View = Data<'/api/views'>['views'][number];
export type Result = Data<'/api/enquiries/stage', 'post'>['results'][number];

/** What is asked and sent about several leads. */
export const leadsApi = {
  reassign: (ids: number[], userId: number, note: string, key: string) =>
    request('post', '/api/enquiries/reassign', { key, body: note ? { ids, userId, note } : { ids, userId } }),
  move: (ids: number[], body: StageBody, key: string) => request('post', '/api/enquiries/stage', { key, body: { ids, ...body } }),
  tag: (ids: number[], add: string[], remove: string[], key: string) => request('post', '/api/enquiries/tags', { key, body: { ids, add, remove } }),
  tags: () => request('get', '/api/tags'),
  views: () => request('get', '/api/views'),
  addView: (name: string, query: string, key: string) => request('post', '/api/views', { key, body: { name, query } }),
  renameView: (id: number, name: string, key: string) => request('patch', '/api/views/{id}', { id, key, body: { name } }),
  removeView: (id: number, key: string) => request('delete', '/api/views/{id}', { id, key }),
};

/** Saves leads as a file of this browser; throws ApiError or NetworkError. */
export async function saveFile(query: Record<string, string>) {
  const asked = new URLSearchParams({ ...query, format: 'csv' });
  const failed = () => {
    throw new NetworkError();
  };
  const response = await fetch(`/api/enquiries/export?${asked}`).catch(failed);
  if (!response.ok) throw readFailure(response, await response.json().catch(() => null));
  const file = URL.createObjectURL(await response.blob().catch(failed));
  const link = document.createElement('a');
  link.href = file;
  link.download = /filename="([^"]+)"/.exec(response.headers.get('content-disposition') ?? '')?.[1] ?? 'leads.csv';
  link.target = '_self';
  link.click();
  setTimeout(() => URL.revokeObjectURL(file), 60_000);
}
