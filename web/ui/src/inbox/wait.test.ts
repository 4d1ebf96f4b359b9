import { describe, expect, it } from 'vitest';
import { day, figure, hour, minute, mood, short, spoken, used } from './wait';

describe('used', () => {
  const at = (time: string) => `2025-11-${time}:00Z`;
  const share = (came: string, due: string, now: string, promise = 5) =>
    used({ createdAt: at(came), dueAt: at(due) }, Date.parse(at(now)), promise * minute);
  it('grows from 0 to the end of the promise', () => {
    expect(share('22T10:00', '22T10:05', '22T09:59')).toBe(0);
    expect(share('22T10:00', '22T10:05', '22T10:03')).toBe(0.6);
    expect(share('22T10:00', '22T10:05', '22T10:05')).toBe(1);
    expect(share('22T10:00', '22T10:00', '22T10:00')).toBe(1);
  });
  it('begins when the school opens', () => {
    expect(share('22T01:41', '22T09:05', '22T09:00')).toBe(0);
    expect(share('22T01:41', '22T09:05', '22T09:04')).toBe(0.8);
    expect(share('22T18:58', '23T09:03', '22T18:59')).toBe(0);
    expect(share('22T18:58', '23T09:03', '23T09:01')).toBeCloseTo(0.6);
  });
  it('goes by what was promised when the promise was another', () => {
    expect(share('22T10:00', '22T10:05', '22T10:01', 60)).toBeCloseTo(0.2);
  });
});

describe('mood', () => {
  it('is fine, then soon from 60 %, then late from the promise on', () => {
    expect([0, 0.59, 0.6, 0.99, 1, 7].map(mood)).toEqual(['fine', 'fine', 'soon', 'soon', 'late', 'late']);
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
