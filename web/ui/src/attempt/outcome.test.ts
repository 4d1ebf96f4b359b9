import { expect, test } from 'vitest';
import { Times, type Channel, type Outcome } from './outcome';

const pune = new Times([], 'Asia/Kolkata');
const at = (local: string) => pune.at(local);

/** When it is tried again when nobody chooses. 2026-06-01 is a Monday. */
function usual(outcome: Outcome, by: Channel, tries: number, now: string, times = pune): string | null {
  const key = times.usual(outcome, by, tries, times.at(now));
  const offers = times.offers(times.at(now));
  const soon = offers.find((offer) => offer.key === key) ?? offers.find((offer) => offer.key === 'soon');
  return key && times.local(soon?.at ?? 0);
}

test('as the server says', () => {
  expect(usual('connected', 'call', 0, '2026-06-01T11:00')).toBe('2026-06-02T10:00');
  expect(usual('connected', 'call', 0, '2026-06-06T11:00')).toBe('2026-06-08T10:00');
  expect(usual('no_answer', 'call', 1, '2026-06-01T11:00')).toBe('2026-06-01T11:20');
  expect(usual('busy', 'call', 1, '2026-06-01T11:00')).toBe('2026-06-01T11:20');
  expect(usual('no_answer', 'call', 2, '2026-06-01T11:00')).toBe('2026-06-01T17:00');
  expect(usual('no_answer', 'call', 2, '2026-06-01T16:50')).toBe('2026-06-02T10:00');
  expect(usual('no_answer', 'call', 3, '2026-06-01T11:00')).toBe('2026-06-02T10:00');
  expect(usual('no_answer', 'whatsapp', 1, '2026-06-01T11:00')).toBe('2026-06-02T10:00');
  expect(usual('no_answer', 'call', 1, '2026-06-01T18:50')).toBe('2026-06-02T09:00');
  expect(usual('no_answer', 'call', 1, '2026-06-06T21:00')).toBe('2026-06-08T09:00');
  expect(usual('call_back', 'call', 0, '2026-06-01T11:00')).toBeNull();
});

test('nothing is offered outside the hours, and nothing twice', () => {
  const odd = new Times([{ from: '12:00', until: '15:00' }, null, null, { from: '08:30', until: '09:30' }, null, null, null], 'America/New_York');
  for (const times of [pune, odd]) {
    for (let hour = 0; hour < 24 * 14; hour++) {
      const now = Date.UTC(2026, 9, 26) + hour * 3_600_000; // across the change of the clocks in New York
      const offers = times.offers(now);
      for (const offer of offers) {
        expect(times.opens(offer.at), `${times.local(now)}: ${times.local(offer.at)}`).toBe(true);
        expect(offer.at).toBeGreaterThan(now);
      }
      expect(new Set(offers.map((offer) => offer.at)).size).toBe(offers.length);
    }
  }
});

test('a moment goes to the school’s clocks and back', () => {
  expect(new Date(at('2026-06-01T11:00')).toISOString()).toBe('2026-06-01T05:30:00.000Z');
  expect(pune.local(Date.parse('2026-06-01T05:30:00Z'))).toBe('2026-06-01T11:00');
  expect(at('')).toBeNaN();
});
