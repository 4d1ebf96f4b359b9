import { describe, expect, it } from 'vitest';
import { allowed, day, figure, filled, hour, minute, mood, short, spoken } from './wait';

const promise = 5 * minute;

describe('allowed', () => {
  it('is the time between coming in and the end of the promise', () => {
    expect(allowed({ createdAt: '2025-11-22T10:00:00Z', dueAt: '2025-11-22T10:15:00Z' })).toBe(15 * minute);
    expect(allowed({ createdAt: '2025-11-22T10:00:00Z', dueAt: '2025-11-22T10:00:00Z' })).toBe(1);
  });
});

describe('mood', () => {
  it('is fine, then soon from 60 %, then late from the promise on', () => {
    expect(mood(2.9 * minute, promise)).toBe('fine');
    expect(mood(3 * minute, promise)).toBe('soon');
    expect(mood(4.99 * minute, promise)).toBe('soon');
    expect(mood(5 * minute, promise)).toBe('late');
  });
});

describe('filled', () => {
  it('stays between empty and full', () => {
    expect(filled(-minute, promise)).toBe(0);
    expect(filled(2.5 * minute, promise)).toBe(0.5);
    expect(filled(38 * minute, promise)).toBe(1);
  });
});

describe('figures', () => {
  it.each([
    [-5000, '<1 min', 'less than a minute'],
    [59_000, '<1 min', 'less than a minute'],
    [minute, '1 min', '1 minute'],
    [119 * minute, '119 min', '119 minutes'],
    [2 * hour, '2 hours', '2 hours'],
    [47 * hour, '47 hours', '47 hours'],
    [2 * day, '2 days', '2 days'],
  ])('writes %d ms as %s', (wait, written, read) => {
    expect(short(wait)).toBe(written);
    expect(spoken(wait)).toBe(read);
  });

  it('gives figure and unit apart', () => {
    expect(figure(38 * minute)).toEqual({ figure: '38', unit: 'min' });
  });
});
