import { describe, expect, it } from 'vitest';
import { enough, isNumber, marked } from './text';

describe('enough', () => {
  it.each([['me', true], ['m', false], ['982', true], ['98', false], ['रा', false], ['राम', true], ['#7', true], ['', false], ['  -- ', false]])('%s: %s', (typed, is) => {
    expect(enough(typed)).toBe(is);
  });
});

describe('marked', () => {
  it.each([
    ['41763', '98220 ', '41763', ''],
    ['220 41', '98', '220 41', '763'],
    ['0982', '', '982', '20 41763'],
    ['+91 98220', '', '98220', ' 41763'],
  ])('marks %s', (typed, before, hit, after) => {
    expect(marked('+919822041763', '98220 41763', typed)).toEqual([before, hit, after]);
  });

  it('marks nothing that is not there', () => {
    expect(marked('+919822041763', '98220 41763', '555')).toBeNull();
    expect(marked('+919822041763', '98220 41763', '41')).toBeNull();
    expect(marked('•••', '•••', '982')).toBeNull();
  });
});

it('tells numbers from names', () => {
  expect([isNumber('+91 98220-4'), isNumber('Meera'), isNumber('a1@b.example')]).toEqual([true, false, false]);
});
