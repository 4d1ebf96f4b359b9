import type { RoleLimits, Settings, Takes } from '../api/client';
import { request } from '../api/http';

/** What the settings ask of the server. */
export const settingsApi = {
  roles: () => request('get', '/api/roles'),
  changeRole: (role: string, body: Partial<Omit<RoleLimits, 'role'>>, key: string) => request('patch', '/api/roles/{role}', { id: role, body, key }),
  changeSettings: (body: Partial<Settings>, key: string) => request('patch', '/api/settings', { body, key }),
  changeMember: (id: number, body: Takes, key: string) => request('patch', '/api/users/{id}', { id, body, key }),
};
