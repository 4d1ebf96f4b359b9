import type { AuditEntry, AuditQuery } from '../api/client';
import { later } from '../words/en.later';
import { t, type PlainKey } from '../words/later';

const prefix = 'audit.did.';

/** Every action that has words, in the order of the words. */
export const actions = Object.keys(later)
  .filter((key) => key.startsWith(prefix))
  .map((key) => key.slice(prefix.length));

/** What was done, in words; an action of a newer server by its name. */
export function didWhat(action: string): string {
  return actions.includes(action) ? t(`${prefix}${action}` as PlainKey) : action.replaceAll('_', ' ');
}

export function who({ by }: AuditEntry): string {
  const number = String(by.id ?? '');
  switch (by.kind) {
    case 'user':
      return by.name ?? t('audit.by.user', { number });
    case 'key':
      return t('audit.by.key', { number });
    case 'command':
      return t('audit.by.command');
    default:
      return t('audit.by.nobody');
  }
}

const things = {
  user: 'audit.on.user',
  session: 'audit.on.session',
  enquiry: 'audit.on.enquiry',
  invitation: 'audit.on.invitation',
  answer: 'audit.on.answer',
  key: 'audit.on.key',
  webhook: 'audit.on.webhook',
} as const;

/** To what it was done: a person by name, a thing by its number; '' when the action says enough. */
export function toWhat({ object }: AuditEntry): string {
  if (object === null) return '';
  if (object.name !== null) return object.name;
  const number = String(object.id ?? '');
  if (object.kind in things) return t(things[object.kind as keyof typeof things], { number });
  if (object.kind === 'school') return t('audit.on.school');
  return object.kind === 'data' ? t('audit.on.data') : '';
}

/** What else there is to say: the names of what was changed, or the door that stayed shut. */
export function detail({ action, fields, times }: AuditEntry): string {
  const list = fields.join(', ');
  const about = list && t(action === 'access_denied' ? 'audit.denied' : 'audit.fields', { list });
  return [about, times > 1 && t('audit.times', { n: times })].filter(Boolean).join(' · ');
}

/** What somebody has chosen to see, as they typed it. */
export interface Chosen {
  person: string;
  action: string;
  lead: string;
  from: string;
  to: string;
}

export const nothing: Chosen = { person: '', action: '', lead: '', from: '', to: '' };

/** The number of a lead; '' for none, undefined for what is no number. */
export function leadNumber(typed: string): string | undefined {
  const digits = typed.trim().replace(/^No\.?\s*/i, '');
  return digits === '' ? '' : /^[1-9]\d{0,15}$/.exec(digits)?.[0];
}

/** What to ask the server for. */
export function query({ person, action, lead, from, to }: Chosen): AuditQuery {
  const number = leadNumber(lead);
  const all = { person, action, object: number ? `enquiry ${number}` : '', from, to };
  return Object.fromEntries(Object.entries(all).filter(([, value]) => value !== ''));
}

/** The address bar keeps what was chosen, and where the page begins. */
export function readChosen(search: string): Chosen {
  const given = new URLSearchParams(search);
  const chosen = { ...nothing };
  for (const key of Object.keys(nothing) as (keyof Chosen)[]) chosen[key] = given.get(key) ?? '';
  return chosen;
}

export function writeChosen(chosen: Chosen, after = ''): string {
  const text = new URLSearchParams(Object.entries({ ...chosen, after }).filter(([, value]) => value !== '')).toString();
  return text && `?${text}`;
}
