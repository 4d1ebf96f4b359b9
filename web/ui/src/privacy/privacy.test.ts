import { describe, expect, it } from 'vitest';
import type { PersonData } from './api';
import { allTyped, backupsUntil, called, cells } from './privacy';

describe('numbers that were typed', () => {
  it('are all of them and no other', () => {
    expect(allTyped('No. 1042, 988', [988, 1042])).toBe(true);
    expect(allTyped('1042 1042', [1042])).toBe(true);
    expect(allTyped('1042', [988, 1042])).toBe(false);
    expect(allTyped('1042 988 7', [988, 1042])).toBe(false);
    expect(allTyped('', [])).toBe(true);
  });
});

it('names who is erased, or says how many', () => {
  const person = { answers: [], enquiries: [{ id: 1, name: 'Meera Nair' }, { id: 2, name: 'Meera Nair' }, { id: 3, name: 'Ravi' }] } as unknown as PersonData;
  expect(called(person, [1, 2])).toBe('Meera Nair');
  expect(called(person, [1, 3])).toContain('2');
});

it('knows until when backups keep what is erased', () => {
  expect(backupsUntil(Date.UTC(2026, 10, 24), 14)).toBe('2026-12-08');
});

it('leaves out what says nothing', () => {
  expect(cells({ name: 'Meera', phone: null, email: '', minor: false })).toEqual([['name', 'Meera'], ['minor', 'false']]);
});
