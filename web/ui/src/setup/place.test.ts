import { describe, expect, it } from 'vitest';
import { countries, dayNames, week } from './place';

describe('place', () => {
  it('names every country once, the unsaid first', () => {
    const list = countries('Choose');
    expect(list[0]).toEqual(['', 'Choose']);
    expect(new Set(list.map(([code]) => code)).size).toBe(250);
    expect(list.find(([code]) => code === 'IN')?.[1]).toBe('India');
  });

  it('makes a week of seven days from Monday on', () => {
    expect(dayNames()).toEqual(['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun']);
    const span = { from: '09:00', until: '19:00' };
    expect(week([true, true, true, true, true, true, false], '09:00', '19:00')).toEqual([span, span, span, span, span, span, null]);
  });
});
