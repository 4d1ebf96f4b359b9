import { expect, it } from 'vitest';
import { initials } from './initials';

it.each([
  ['Asha Patil', 'AP'],
  ['Kite Learning Centre', 'KC'],
  ['  rahul ', 'R'],
  ['𝒜da Øst', '𝒜Ø'],
  ['', ''],
])('writes %s as %s', (name, letters) => {
  expect(initials(name)).toBe(letters);
});
