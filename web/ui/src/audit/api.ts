import type { AuditQuery } from '../api/client';
import { request } from '../api/http';

/** What the audit log asks of the server. */
export const auditApi = {
  lines: (query: AuditQuery) => request('get', '/api/audit', { query: query as Record<string, never> }),
};
