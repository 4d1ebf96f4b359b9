import { expect, it } from 'vitest';
import { differing, taken, usual } from './merge';

const one = { id: 1, name: 'Meera N', email: 'meera@mail.example', phone: null, courseInterest: 'NEET', message: 'Fees?' };
const two = { id: 2, name: 'Meera Nair', email: 'meera@mail.example', phone: '+919822041763', courseInterest: 'NEET', message: 'Fees?', branch: '' };

it('tells where two differ, and takes what the one that stays does not know', () => {
  expect(differing(one, two)).toEqual(['name', 'phone']);
  expect(usual(one, two)).toEqual({ name: 1, phone: 2 });
  expect(taken(1, usual(one, two))).toEqual(['phone']);
  expect(taken(2, usual(one, two))).toEqual(['name']);
  expect(usual(two, two)).toEqual({});
});
