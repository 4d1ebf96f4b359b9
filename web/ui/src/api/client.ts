import { type Data, request } from './http';

export { listeners } from './http';

export type Setup = Data<'/api/setup'>;
export type Me = Data<'/api/me'>;
export type List = Data<'/api/enquiries/unclaimed'>;
export type Lead = Data<'/api/enquiries/{id}'>['enquiry'];
export type Settings = Data<'/api/settings'>;
export type Member = Data<'/api/users'>['users'][number];
export type Key = Data<'/api/keys'>['keys'][number];
export type MadeKey = Data<'/api/keys', 'post'>;
export type Scope = NonNullable<Key['scopes']>[number];
export type RoleLimits = Data<'/api/roles'>['roles'][number];
export type AuditQuery = Partial<Record<'person' | 'action' | 'object' | 'from' | 'to' | 'cursor', string>>;
export type AuditEntry = Data<'/api/audit'>['entries'][number];
export type Person = Lead['looking'][number];
/** An enquiry as lists and claims show it; only lists know who looks at it. */
export type Enquiry = Data<'/api/enquiries/{id}/claim', 'post'>['enquiry'] & { looking?: Person[] };

export interface NewDesk {
  code?: string;
  name: string;
  email: string;
  password: string;
}

export interface Credentials {
  email: string;
  password: string;
  keep: boolean;
}

export interface NewKey {
  name: string;
  scopes: Scope[];
  days: number;
  userId?: number;
}

export type Takes = Partial<Pick<Member, 'courses' | 'maxUntouched' | 'maxOpen' | 'maxClaimsPerDay'>>;

export const api = {
  signIn: (body: Credentials) => request('post', '/api/session', { body }),
  signOut: () => request('delete', '/api/session'),
  me: () => request('get', '/api/me'),
  unclaimed: (limit: number) => request('get', '/api/enquiries/unclaimed', { query: { limit, sort: 'oldest' } }),
  mine: (limit: number, offset: number) => request('get', '/api/enquiries/mine', { query: { limit, offset } }),
  lead: (id: number) => request('get', '/api/enquiries/{id}', { id }),
  looking: (id: number) => request('post', '/api/enquiries/{id}/looking', { id }),
  lookAway: (id: number) => request('delete', '/api/enquiries/{id}/looking', { id, parting: true }),
  claim: (id: number, key: string) => request('post', '/api/enquiries/{id}/claim', { id, key }),
  claimNext: (key: string) => request('post', '/api/enquiries/claim-next', { key }),
  release: (id: number, reason: string, key: string) =>
    request('post', '/api/enquiries/{id}/release', { id, key, body: reason ? { reason } : {} }),
  reassign: (id: number, userId: number, note: string, key: string) =>
    request('post', '/api/enquiries/{id}/reassign', { id, key, body: note ? { userId, note } : { userId } }),
  team: () => request('get', '/api/users'),
  settings: () => request('get', '/api/settings'),
};
