import { describe, expect, it } from 'vitest';
import { ApiError, NetworkError } from '../api/errors';
import { firstName, readRefusal, secondsBefore } from './lost';

const refused = (details: unknown, status = 409) => new ApiError(status, '', 'taken', details, null, null);
const details = {
  claimedBy: { id: 2, name: 'Rahul Deshpande' },
  claimedAt: '2025-11-22T10:41:00.000Z',
  claimedByMe: false,
  next: { id: 1039, name: 'Sana Qureshi', waitSeconds: 2280 },
};

describe('readRefusal', () => {
  it('reads winner, moment and the next person', () => {
    expect(readRefusal(refused(details))).toEqual({
      by: { id: 2, name: 'Rahul Deshpande' },
      at: Date.parse(details.claimedAt),
      mine: false,
      next: details.next,
    });
  });

  it('knows when the winner is me', () => {
    expect(readRefusal(refused({ ...details, claimedByMe: true }))?.mine).toBe(true);
  });

  it('reads an empty queue', () => {
    expect(readRefusal(refused({ ...details, next: null }))?.next).toBeNull();
  });

  it('is null for everything else', () => {
    expect(readRefusal(refused(details, 404))).toBeNull();
    expect(readRefusal(refused(null))).toBeNull();
    expect(readRefusal(refused({ claimedBy: null }))).toBeNull();
    expect(readRefusal(new NetworkError('x'))).toBeNull();
  });
});

describe('secondsBefore', () => {
  it.each([
    [10_000, 12_100, 2],
    [10_000, 10_100, 1],
    [10_000, 9_000, 1],
    [10_000, 69_000, 59],
    [10_000, 80_000, null],
    [NaN, 80_000, null],
  ])('claimed at %d, pressed at %d: %s', (claimed, pressed, seconds) => {
    expect(secondsBefore(claimed, pressed)).toBe(seconds);
  });
});

describe('firstName', () => {
  it('takes the first word', () => {
    expect(firstName('  Rahul Deshpande ')).toBe('Rahul');
    expect(firstName('Rahul')).toBe('Rahul');
  });
});
