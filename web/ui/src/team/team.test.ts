import { describe, expect, it } from 'vitest';
import type { Member } from '../api/client';
import { absence, invitationLinks } from './team';

const asha: Member = {
  id: 1, name: 'Asha', role: 'owner', courses: [], languages: [], branch: null, maxUntouched: null, maxOpen: null, maxClaimsPerDay: null,
  inForce: { maxUntouched: null, maxOpen: null, maxClaimsPerDay: null }, hasSecondFactor: false,
  active: true, onDuty: true, leave: null, away: false, held: 0, lastSeenAt: null,
};

describe('absence', () => {
  it('says nothing of who is at work', () => expect(absence(asha)).toBe(''));

  it('says why somebody is not', () => {
    const leave = { from: '2026-12-24', until: '2026-12-31', standIn: null };
    expect(absence({ ...asha, active: false })).toBe('Has left');
    expect(absence({ ...asha, onDuty: false, away: true })).toBe('Off duty');
    expect(absence({ ...asha, leave, away: true })).toBe('On leave until 31 Dec 2026');
    expect(absence({ ...asha, leave })).toBe('On leave 24 Dec 2026 to 31 Dec 2026');
  });
});

describe('invitationLinks', () => {
  it('carries the link whole', () => {
    const { link, whatsapp, mail } = invitationLinks('http://desk:3000', 'a-b_c', 'Kite & Co', { name: 'Ravi', email: 'ravi@kite.example' });
    expect(link).toBe('http://desk:3000/invite/a-b_c');
    expect(decodeURIComponent(whatsapp)).toContain(link);
    expect(mail).toMatch(/^mailto:ravi%40kite\.example\?subject=[^&]+&body=[^&]+$/);
    expect(decodeURIComponent(mail)).toContain('Kite & Co');
  });
});
