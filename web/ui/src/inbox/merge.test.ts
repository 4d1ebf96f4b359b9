import { describe, expect, it } from 'vitest';
import type { Enquiry } from '../api/client';
import { groupOf, holdStill, settle } from './merge';
import { minute } from './wait';

const now = Date.parse('2025-11-22T10:42:00.000Z');

function person(id: number, minutes: number): Enquiry {
  const createdAt = new Date(now - minutes * minute).toISOString();
  return {
    id, name: `Person ${id}`, email: `p${id}@example.org`, courseInterest: 'Maths', message: null, language: null, branch: null,
    isPublic: true, claimedBy: null, claimedAt: null, closedAt: null, stage: 'new', createdAt, updatedAt: createdAt, masked: false,
    dueAt: new Date(now - (minutes - 5) * minute).toISOString(),
  };
}

const ids = (rows: { enquiry: Enquiry }[]) => rows.map((row) => row.enquiry.id);
const none = () => false;

describe('groupOf', () => {
  it('is just in below the promise and waiting from it on', () => {
    expect(groupOf(person(1, 4.9), now)).toBe('fresh');
    expect(groupOf(person(1, 5), now)).toBe('waiting');
  });
});

describe('later', () => {
  const later = (id: number, minutes: number) => ({ ...person(id, minutes), laterAt: new Date(now + 600 * minute).toISOString() });

  it('lasts until the school opens', () => {
    expect(groupOf(later(1, 38), now)).toBe('later');
    expect(groupOf(later(1, 38), now + 600 * minute)).toBe('waiting');
  });

  it('grows at its end, and lets nothing in above it', () => {
    const shown = settle([], [person(1, 38), later(2, 20)], none, now).rows;
    expect(ids(holdStill(shown, [person(1, 38), later(2, 20), later(3, 1)], now).rows)).toEqual([1, 2, 3]);
    const merged = holdStill(shown, [person(1, 38), later(2, 20), person(3, 1), later(4, 0)], now);
    expect([ids(merged.rows), merged.arrivals.length]).toEqual([[1, 2], 2]);
  });
});

describe('settle', () => {
  it('puts the longest wait first and drops who has left', () => {
    const shown = settle([], [person(1, 38), person(2, 12)], none, now).rows;
    const merged = settle(shown, [person(3, 1), person(2, 12)], none, now);
    expect(ids(merged.rows)).toEqual([2, 3]);
    expect(merged.missing.map((enquiry) => enquiry.id)).toEqual([1]);
  });

  it('keeps a row that is to stay, at its place', () => {
    const shown = settle([], [person(1, 38), person(2, 12)], none, now).rows;
    const merged = settle(shown, [person(2, 12), person(3, 1)], (id) => id === 1, now);
    expect(ids(merged.rows)).toEqual([1, 2, 3]);
  });
});

describe('holdStill', () => {
  it('moves no row: leavers stay and arrivals wait', () => {
    const shown = settle([], [person(1, 38), person(2, 3)], none, now).rows;
    const merged = holdStill(shown, [person(2, 3), person(3, 0)], now);
    expect(ids(merged.rows)).toEqual([1, 2]);
    expect(merged.missing.map((enquiry) => enquiry.id)).toEqual([1]);
    expect(merged.arrivals.map((enquiry) => enquiry.id)).toEqual([3]);
  });

  it('keeps the group of a row that has become late meanwhile', () => {
    const shown = settle([], [person(2, 4)], none, now).rows;
    expect(holdStill(shown, [person(2, 4)], now + 10 * minute).rows[0]?.group).toBe('fresh');
  });

  it('adds arrivals at the end when only Just in is shown', () => {
    const shown = settle([], [person(2, 3)], none, now).rows;
    const merged = holdStill(shown, [person(2, 3), person(4, 0), person(3, 1)], now);
    expect(ids(merged.rows)).toEqual([2, 3, 4]);
    expect(merged.arrivals).toEqual([]);
  });

  it('fills an empty list, where nothing can move', () => {
    expect(ids(holdStill([], [person(2, 0), person(1, 9)], now).rows)).toEqual([1, 2]);
  });
});
