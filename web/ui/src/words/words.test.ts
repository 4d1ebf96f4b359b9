import { describe, expect, it } from 'vitest';
import { en } from './en';
import { later } from './en.later';
import { t as all } from './later';
import { t } from './words';

describe('words', () => {
  it('fills in values', () => {
    expect(t('claim.lost.say', { who: 'Rahul', name: 'Meera Nair' })).toBe('Rahul claimed Meera Nair first.');
  });

  it('chooses the form by the count', () => {
    expect(t('inbox.waiting', { n: 1 })).toBe('1 person is waiting.');
    expect(t('inbox.waiting', { n: 5 })).toBe('5 people are waiting.');
    expect(t('inbox.waiting', { n: 1284 })).toBe('1,284 people are waiting.');
  });

  it('writes the number of an enquiry without a separator', () => {
    expect(t('lead.title', { n: 10421 })).toBe('No. 10421');
  });

  it('never reads a value as a placeholder', () => {
    expect(t('claim.lost.say', { who: '{name}', name: 'x' })).toBe('{name} claimed x first.');
  });

  it('knows the words of later parts once they are there', () => {
    expect(all('give.over.to', { who: 'Rahul' })).toBe('Hand over to Rahul');
    expect(all('claim.do')).toBe('Claim');
  });

  it('says nothing in two places', () => {
    expect(Object.keys(later).filter((key) => key in en)).toEqual([]);
  });

  it('has a general form for every counted entry', () => {
    for (const entry of [...Object.values(en), ...Object.values(later)]) {
      if (typeof entry !== 'string') expect(entry.other).toBeTruthy();
    }
  });
});
