import { describe, expect, it } from 'vitest';
import { moment, shown, soon, tomorrow } from './moment';

const at = (text: string) => Date.parse(text);

describe('moment', () => {
  it('is by the clocks of the zone', () => {
    expect(moment('2026-11-24', '10:00', 'Asia/Kolkata')).toBe(at('2026-11-24T04:30:00Z'));
    expect(moment('2026-11-24', '10:00', 'America/Lima')).toBe(at('2026-11-24T15:00:00Z'));
    expect(shown(at('2026-11-23T20:15:30Z'), 'Asia/Kolkata')).toEqual({ day: '2026-11-24', time: '01:45' });
  });

  it('is right on the days on which clocks change', () => {
    expect(moment('2026-03-29', '10:00', 'Europe/Berlin')).toBe(at('2026-03-29T08:00:00Z'));
    expect(moment('2026-03-29', '01:30', 'Europe/Berlin')).toBe(at('2026-03-29T00:30:00Z'));
    expect(moment('2026-10-25', '10:00', 'Europe/Berlin')).toBe(at('2026-10-25T09:00:00Z'));
  });
});

describe('putting off', () => {
  it('tomorrow is the next day of the school at ten', () => {
    expect(tomorrow(at('2026-11-23T20:15:00Z'), 'Asia/Kolkata')).toBe(at('2026-11-25T04:30:00Z'));
    expect(tomorrow(at('2026-12-31T12:00:00Z'), 'Europe/Berlin')).toBe(at('2027-01-01T09:00:00Z'));
  });

  it('twenty minutes are never in the past', () => {
    expect(soon(at('2026-11-23T09:00:00Z'), at('2026-11-23T10:00:00Z'))).toBe(at('2026-11-23T10:20:00Z'));
    expect(soon(at('2026-11-23T11:00:00Z'), at('2026-11-23T10:00:00Z'))).toBe(at('2026-11-23T11:20:00Z'));
  });
});
