import { type Data, request } from '../api/http';
import { once } from '../api/repeat';

export type Notices = Data<'/api/me/notices'>;

interface Change {
  mailOff?: string[];
  pushOff?: string[];
  quietFrom?: string;
  quietUntil?: string;
  sound?: boolean;
}

/** What people choose to be told, and where. */
export const noticeApi = {
  mine: () => request('get', '/api/me/notices'),
  change: (body: Change) => once((key) => request('patch', '/api/me/notices', { body, key })),
  add: (body: { endpoint: string; p256dh: string; auth: string }) => once((key) => request('post', '/api/me/devices', { body, key })),
  remove: (id: number) => once((key) => request('delete', '/api/me/devices/{id}', { id, key })),
  test: (id: number) => once((key) => request('post', '/api/me/devices/{id}/test', { id, key })),
};
