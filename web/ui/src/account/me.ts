import { type Data, request } from '../api/http';
import { once } from '../api/repeat';
import type { Theme } from '../style/theme';

export type Session = Data<'/api/me/sessions'>['sessions'][number];
export type NewFactor = Data<'/api/me/totp', 'post'>;

interface Change {
  name?: string;
  email?: string;
  newPassword?: string;
  password?: string;
  theme?: Theme;
  language?: string;
}

/** What people do with their own account. */
export const mine = {
  change: (body: Change) => once((key) => request('patch', '/api/me', { body, key })),
  sessions: () => request('get', '/api/me/sessions'),
  endSession: (id: number) => once((key) => request('delete', '/api/me/sessions/{id}', { id, key })),
  endOthers: () => once((key) => request('delete', '/api/me/sessions', { key })),
  beginFactor: (password: string) => request('post', '/api/me/totp', { body: { password } }),
  confirmFactor: (code: string) => request('post', '/api/me/totp/confirm', { body: { code } }),
  newCodes: (password: string, code: string) => request('post', '/api/me/totp/codes', { body: { password, code } }),
  removeFactor: (password: string, code: string) => once((key) => request('delete', '/api/me/totp', { body: { password, code }, key })),
  forgot: (email: string) => request('post', '/api/auth/forgot', { body: { email } }),
  reset: (token: string, password: string) => once((key) => request('post', '/api/auth/reset', { body: { token, password }, key })),
};

/** Whether a code is complete: the six digits of an app, which need no press of a button. */
export function isWhole(code: string): boolean {
  return /^\s*\d{3}\s?\d{3}\s*$/.test(code);
}
