import { describe, expect, it } from 'vitest';
import { age, beside, onBoard, readChosen, usual, writeChosen } from './chosen';

describe('what is chosen', () => {
  it('is in the address, and only where it is not the usual', () => {
    expect(writeChosen(usual)).toBe('');
    const chosen = { view: 'board', sort: 'name', stage: 'visit', course: 'NEET & more', source: 'google', due: 'none' } as const;
    expect(readChosen(writeChosen(chosen))).toEqual(chosen);
    expect(readChosen('?sort=email&stage=won&view=map')).toEqual(usual);
  });
});

describe('the board', () => {
  it('has an end on both sides', () => {
    expect(beside('new', -1)).toBeUndefined();
    expect(beside('new', 1)).toBe('in_touch');
    expect(beside('enrolled', 1)).toBeUndefined();
    expect(beside('lost', 1)).toBeUndefined();
  });

  it('shows who is open, and who has enrolled lately', () => {
    const now = Date.parse('2026-11-23T12:00:00Z');
    expect(onBoard({ stage: 'visit', closedAt: null }, now)).toBe(true);
    expect(onBoard({ stage: 'lost', closedAt: '2026-11-23T11:00:00Z' }, now)).toBe(false);
    expect(onBoard({ stage: 'enrolled', closedAt: '2026-11-01T11:00:00Z' }, now)).toBe(true);
    expect(onBoard({ stage: 'enrolled', closedAt: '2026-10-01T11:00:00Z' }, now)).toBe(false);
  });
});

describe('age', () => {
  it('is as short as it can be', () => {
    expect(age(0, 59 * 60_000)).toEqual({ unit: 'min', n: 59 });
    expect(age(0, 47 * 3_600_000)).toEqual({ unit: 'h', n: 47 });
    expect(age(0, 48 * 3_600_000)).toEqual({ unit: 'd', n: 2 });
  });
});
