import { describe, expect, it } from 'vitest';
import type { AuditEntry } from '../api/client';
import { actions, detail, didWhat, leadNumber, nothing, query, readChosen, toWhat, who, writeChosen } from './audit';

const entry: AuditEntry = {
  id: 1, at: '2026-11-23T10:41:00.000Z', by: { kind: 'user', id: 3, name: 'Asha Patil' }, action: 'role_changed',
  object: { kind: 'user', id: 4, name: 'Rahul Deshpande' }, fields: ['role'], network: '192.0.2.0/24', times: 1,
};

describe('an entry in words', () => {
  it('names people, things and what was changed', () => {
    expect([who(entry), didWhat(entry.action), toWhat(entry), detail(entry)]).toEqual(
      ['Asha Patil', 'Changed a role', 'Rahul Deshpande', 'Changed: role'],
    );
    expect(who({ ...entry, by: { kind: 'user', id: 3, name: null } })).toBe('Person 3');
    expect(who({ ...entry, by: { kind: 'key', id: 7, name: null } })).toBe('API key 7');
    expect(who({ ...entry, by: { kind: 'nobody', id: null, name: null } })).toBe('Not signed in');
    expect(toWhat({ ...entry, object: { kind: 'enquiry', id: 1042, name: null } })).toBe('Lead No. 1042');
    expect(toWhat({ ...entry, object: null })).toBe('');
  });

  it('says which door stayed shut, and how often', () => {
    const denied = { ...entry, action: 'access_denied', fields: ['PATCH /api/settings', 'owner_only'], times: 12 };
    expect(detail(denied)).toBe('Door: PATCH /api/settings, owner_only · 12 times');
  });

  it('shows an action that it does not know', () => {
    expect(didWhat('moon_landed')).toBe('moon landed');
    expect(actions).toContain('signed_in');
  });
});

describe('what to show', () => {
  it('goes into the address and back', () => {
    const chosen = { ...nothing, person: '3', lead: 'No. 1042', from: '2026-11-01' };
    expect(readChosen(writeChosen(chosen))).toEqual(chosen);
    expect(writeChosen(nothing)).toBe('');
  });

  it('asks the server for what was chosen and no more', () => {
    expect(query({ ...nothing, lead: ' no. 1042 ', action: 'erased' })).toEqual({ object: 'enquiry 1042', action: 'erased' });
    expect(query(nothing)).toEqual({});
  });

  it('knows the number of a lead', () => {
    expect(['', 'No. 12', '12', '0', 'x', '1.5'].map(leadNumber)).toEqual(['', '12', '12', undefined, undefined, undefined]);
  });
});
