import type { AuditQuery, NewDesk, NewKey, RoleLimits, Settings, Takes } from './client';
import { request } from './http';

/** The requests of parts that are loaded later. */
export const rare = {
  setup: () => request('get', '/api/setup'),
  finishSetup: (body: NewDesk) => request('post', '/api/setup', { body }),
  changeMember: (id: number, body: Takes, key: string) => request('patch', '/api/users/{id}', { id, body, key }),
  keys: () => request('get', '/api/keys'),
  makeKey: (body: NewKey, key: string) => request('post', '/api/keys', { body, key }),
  revokeKey: (id: number, key: string) => request('delete', '/api/keys/{id}', { id, key }),
  roles: () => request('get', '/api/roles'),
  changeRole: (role: string, body: Partial<Omit<RoleLimits, 'role'>>, key: string) => request('patch', '/api/roles/{role}', { id: role, body, key }),
  audit: (query: AuditQuery) => request('get', '/api/audit', { query: query as Record<string, never> }),
  changeSettings: (body: Partial<Settings>, key: string) => request('patch', '/api/settings', { body, key }),
};
