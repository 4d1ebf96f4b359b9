import type { NewDesk } from '../api/client';
import { ApiError } from '../api/errors';
import { t } from '../words/later';

export type Name = 'code' | 'name' | 'email' | 'password';
export type Wrong = Partial<Record<Name, string>>;

/** The fields in the order they stand on the page. */
export const names: Name[] = ['code', 'name', 'email', 'password'];

/** Everything that is wrong with the answers, at once. */
export function check(desk: NewDesk, codeRequired: boolean, passwordMin: number): Wrong {
  const wrong: Wrong = {};
  if (codeRequired && !desk.code?.trim()) wrong.code = t('field.code.missing');
  if (desk.name.trim().length < 2) wrong.name = t('field.name.missing');
  if (!/^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(desk.email.trim())) wrong.email = t('field.email.bad');
  if (Array.from(desk.password).length < passwordMin) wrong.password = t('field.password.short', { n: passwordMin });
  return wrong;
}

/** What the server refused, by field; empty when the refusal is about no field. */
export function refused(error: unknown): Wrong {
  if (!(error instanceof ApiError)) return {};
  if (error.status === 403) return { code: t('field.code.wrong') };
  const wrong: Wrong = {};
  for (const { path, msg } of error.fields) {
    const name = names.find((known) => known === path);
    if (name) wrong[name] ??= msg;
  }
  return wrong;
}
