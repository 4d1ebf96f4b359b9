import { describe, expect, it } from 'vitest';
import { clock, margin, when } from './when';

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

  it('keeps the margin short', () => {
    expect(margin(at('2025-11-21T21:14:00'), now)).toBe('21 Nov');
    expect(clock(now)).toBe('10:42');
  });
});
