import { expect, it } from 'vitest';
import { readNarrow, writeNarrow } from './narrow';

it('the address keeps which part of the queue is shown', () => {
  for (const narrow of [{}, { courses: 'mine' as const }, { source: 'Google & co' }, { courses: 'mine' as const, source: 'Öffnung?' }]) {
    expect(readNarrow(writeNarrow(narrow))).toEqual(narrow);
  }
  expect(writeNarrow({})).toBe('');
});

it('takes nothing from the address that there is not', () => {
  expect(readNarrow('?courses=all&source=&sort=name')).toEqual({});
});
