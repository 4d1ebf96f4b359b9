import { describe, expect, it } from 'vitest';
import { day, figure, filled, hour, minute, mood, short, spoken } from './wait';

describe('mood', () => {
  it('is fine, then soon from 60 %, then late from the promise on', () => {
    expect(mood(2.9 * minute)).toBe('fine');
    expect(mood(3 * minute)).toBe('soon');
    expect(mood(4.99 * minute)).toBe('soon');
    expect(mood(5 * minute)).toBe('late');
  });
});

describe('filled', () => {
  it('stays between empty and full', () => {
    expect(filled(-minute)).toBe(0);
    expect(filled(2.5 * minute)).toBe(0.5);
    expect(filled(38 * minute)).toBe(1);
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
