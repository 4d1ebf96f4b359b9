import { expect, it } from 'vitest';
import { tagsOf } from './tags';

it('reads tags with commas between them, each once', () => {
  expect(tagsOf(' Scholarship,hostel ,, SCHOLARSHIP, two  words')).toEqual(['Scholarship', 'hostel', 'two words']);
  expect(tagsOf('')).toEqual([]);
});
