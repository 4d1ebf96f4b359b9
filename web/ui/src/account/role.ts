import type { Member } from '../api/client';
import { t, type PlainKey } from '../words/later';

const words: Record<Member['role'], PlainKey> = {
  owner: 'account.role.owner',
  counsellor: 'account.role.counsellor',
  front_desk: 'account.role.front_desk',
};

export function roleName(role: Member['role']): string {
  return t(words[role]);
}
