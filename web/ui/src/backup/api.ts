import { request } from '../api/http';

/** What the page of backups asks of the server. */
export const backupApi = {
  backups: () => request('get', '/api/backups'),
  backUp: (key: string) => request('post', '/api/backups', { key }),
};
