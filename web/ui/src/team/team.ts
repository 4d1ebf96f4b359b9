import { roleName } from '../account/role';
import type { Member } from '../api/client';
import { type Data, request } from '../api/http';
import { day } from '../parts/day';
import type { Wrong } from '../settings/settings';
import { t } from '../words/later';

export type Invitation = Data<'/api/invitations'>['invitations'][number];
export type Role = Member['role'];
export type Leads = 'give' | 'share' | 'queue';

export interface NewInvitation {
  name: string;
  role: Role;
  email?: string;
  courses?: string[];
}

/** A change of a person; what is not named stays. */
export interface PersonChange {
  name?: string;
  role?: Role;
  active?: boolean;
  onDuty?: boolean;
  leave?: { from: string; until: string; standIn?: number } | null;
}

/** What is wrong with a colleague's name, if anything. */
export const checkName = (name: string): Wrong => (name.trim().length < 2 ? { name: t('field.theirName.missing') } : {});

/** What the team pages ask of the server. */
export const teamApi = {
  all: () => request('get', '/api/users', { query: { all: true } }).then(({ users }) => users),
  invitations: () => request('get', '/api/invitations').then(({ invitations }) => invitations),
  invite: (body: NewInvitation, key: string) => request('post', '/api/invitations', { body, key }),
  withdraw: (id: number, key: string) => request('delete', '/api/invitations/{id}', { id, key }),
  change: (id: number, body: PersonChange, key: string) => request('patch', '/api/users/{id}', { id, body, key }),
  held: (id: number) => request('get', '/api/users/{id}/held', { id }),
  resetLink: (id: number) => request('post', '/api/users/{id}/reset-link', { id }),
  endSessions: (id: number, key: string) => request('delete', '/api/users/{id}/sessions', { id, key }),
  clearFactor: (id: number, key: string) => request('delete', '/api/users/{id}/totp', { id, key }),
  deactivate: (id: number, body: { leads: Leads; to?: number[] }, key: string) => request('post', '/api/users/{id}/deactivate', { id, body, key }),
};

export const roles: Role[] = ['counsellor', 'front_desk', 'owner'];

export function roleOptions(): [Role, string][] {
  return roles.map((role) => [role, roleName(role)]);
}

/** Whether and why a person is not at work; empty when they are. */
export function absence(member: Member): string {
  if (!member.active) return t('team.left');
  if (!member.onDuty) return t('team.off');
  if (!member.leave) return '';
  const { from, until } = member.leave;
  return member.away ? t('team.away', { until: day(until) }) : t('team.leave.soon', { from: day(from), until: day(until) });
}

/** Who stands in for somebody on leave; empty when nobody does. */
export function standIn(member: Member, team: Member[]): string {
  const cover = team.find((one) => one.id === member.leave?.standIn);
  return cover ? t('team.cover', { who: cover.name }) : '';
}

/** The link of an invitation, and the words to send it with. */
export function invitationLinks(origin: string, token: string, school: string, { name, email }: { name: string; email: string | null }) {
  const link = `${origin}/invite/${token}`;
  const words = t('invite.words', { name, school, link });
  return {
    link,
    whatsapp: `https://wa.me/?text=${encodeURIComponent(words)}`,
    mail: `mailto:${encodeURIComponent(email ?? '')}?subject=${encodeURIComponent(t('invite.subject', { school }))}&body=${encodeURIComponent(words)}`,
  };
}
