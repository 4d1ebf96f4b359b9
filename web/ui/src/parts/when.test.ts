import { beforeEach, describe, expect, it } from 'vitest';
import { ahead, clock, full, margin, useZone, when } from './when';

const at = (text: string) => Date.parse(`${text}Z`);
const now = at('2025-11-22T10:42:00');

describe('when', () => {
  beforeEach(() => useZone('UTC'));

  it.each([
    ['2025-11-22T00:05:00', '00:05'],
    ['2025-11-21T21:14:00', 'Yesterday 21:14'],
    ['2025-05-12T09:00:00', '12 May'],
    ['2024-05-12T09:00:00', '12 May 2024'],
  ])('writes %s as %s', (moment, words) => {
    expect(when(at(moment), now)).toBe(words);
  });

  it('writes what is to come', () => {
    expect(ahead(at('2025-11-22T18:30:00'), now)).toBe('18:30');
    expect(ahead(at('2025-11-23T00:00:00'), now)).toBe('tomorrow 00:00');
    expect(ahead(at('2025-11-24T00:00:00'), now)).toBe('24 Nov 00:00');
  });

  it.each([
    ['Asia/Kolkata', '01:10', 'Yesterday 23:40', 'tomorrow 00:30'],
    ['America/New_York', '14:40', '13:10', 'tomorrow 14:00'],
  ])('is in %s wherever the browser is', (zone, now, before, after) => {
    const moment = at('2025-11-22T19:40:00');
    useZone(zone);
    expect(when(moment, moment)).toBe(now);
    expect(when(at('2025-11-22T18:10:00'), moment)).toBe(before);
    expect(ahead(at('2025-11-23T19:00:00'), moment)).toBe(after);
    useZone('Moon/Sea'); // leaves what was
    expect(clock(moment)).toBe(now);
  });

  it('counts days over a night that the clocks change', () => {
    useZone('Europe/Lisbon');
    const now = at('2025-10-26T23:30:00');
    expect(when(at('2025-10-25T23:30:00'), now)).toBe('00:30'); // the same day, 25 hours long
    expect(when(at('2025-10-25T22:30:00'), now)).toBe('Yesterday 23:30');
    expect(full(now)).toContain('23:30:00');
  });

  it('keeps the margin short', () => {
    expect(margin(at('2025-11-21T21:14:00'), now)).toBe('21 Nov');
    expect(clock(now)).toBe('10:42');
  });
});
