import { type Data, request } from './http';

export { listeners } from './http';

export type Setup = Data<'/api/setup'>;
export type Me = Data<'/api/me'>;
export type List = Data<'/api/enquiries/unclaimed'>;
export type Lead = Data<'/api/enquiries/{id}'>['enquiry'];
export type FollowUps = Data<'/api/followups'>;
export type FollowUp = FollowUps['followUps'][number];
export type Leads = Data<'/api/enquiries'>;
export type ListedLead = Leads['leads'][number];
export type Settings = Data<'/api/settings'>;
export type Member = Data<'/api/users'>['users'][number];
export type Key = Data<'/api/keys'>['keys'][number];
export type MadeKey = Data<'/api/keys', 'post'>;
export type Scope = NonNullable<Key['scopes']>[number];
export type RoleLimits = Data<'/api/roles'>['roles'][number];
export type AuditQuery = Partial<Record<'person' | 'action' | 'object' | 'from' | 'to' | 'cursor', string>>;
export type AuditEntry = Data<'/api/audit'>['entries'][number];
export type Person = Lead['looking'][number];
/** By which door an enquiry came in, and what brought it where that was said. */
export type CameBy = Pick<ListedLead, 'origin' | 'source'>;
/** An enquiry as lists and claims show it; only lists know whence it came and who looks at it, and the queue what is for later. */
export type Enquiry = Data<'/api/enquiries/{id}/claim', 'post'>['enquiry'] & Partial<CameBy> & { looking?: Person[]; laterAt?: string };
/** Which part of the queue somebody wants to see. */
export interface Narrow {
  courses?: 'mine';
  source?: string;
}

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
  /** The second factor, once it is asked for. */
  code?: string;
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
  me: () => request('get', '/api/me'),
  unclaimed: (limit: number, narrow: Narrow) => request('get', '/api/enquiries/unclaimed', { query: { limit, sort: 'oldest', ...narrow } }),
  lead: (id: number) => request('get', '/api/enquiries/{id}', { id }),
  looking: (id: number) => request('post', '/api/enquiries/{id}/looking', { id }),
  lookAway: (id: number) => request('delete', '/api/enquiries/{id}/looking', { id, parting: true }),
  claim: (id: number, key: string) => request('post', '/api/enquiries/{id}/claim', { id, key }),
  claimNext: (key: string) => request('post', '/api/enquiries/claim-next', { key }),
  followUps: (query: { limit: number; owner?: string; cursor?: string }) => request('get', '/api/followups', { query }),
  team: () => request('get', '/api/users'),
  settings: () => request('get', '/api/settings'),
};
