import { describe, expect, it } from 'vitest';
import { ahead, clock, margin, when } from './when';

const at = (text: string) => new Date(text).getTime();
const now = at('2025-11-22T10:42:00');

describe('when', () => {
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

  it('keeps the margin short', () => {
    expect(margin(at('2025-11-21T21:14:00'), now)).toBe('21 Nov');
    expect(clock(now)).toBe('10:42');
  });
});
