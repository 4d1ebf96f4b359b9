import { describe, expect, it } from 'vitest';
import { narrowed, ofView, query, readChosen, usual, viewOf, withChosen, writeChosen } from './chosen';

describe('what is chosen of all leads', () => {
  it('is kept by the address', () => {
    const chosen = { ...usual, stage: 'lost', owner: '3', course: 'German A2', from: '2026-11-01', after: 'abc', past: '50' };
    expect(readChosen(writeChosen(chosen))).toEqual(chosen);
    expect(writeChosen(usual)).toBe('');
  });

  it('takes nothing from the address that there is not', () => {
    expect(readChosen('?sort=email&owner=x&origin=radio&due=soon&from=yesterday&past=5')).toEqual(usual);
  });

  it('asks the server for no more than is said', () => {
    expect(query(usual, 50)).toEqual({ sort: 'newest', limit: '50' });
    expect(query({ ...usual, stage: 'all', owner: 'none', after: 'abc', past: '50' }, 50)).toEqual({
      sort: 'newest', limit: '50', closed: 'true', unclaimed: 'true', cursor: 'abc',
    });
  });

  it('is a view without the place in the list, and comes back from it', () => {
    const chosen = { ...usual, stage: 'all', owner: 'none', source: 'google & co', due: 'late', after: 'abc', past: '50' };
    expect(viewOf(chosen)).toBe('sort=newest&source=google+%26+co&due=late&closed=true&unclaimed=true');
    expect(ofView(viewOf(chosen))).toEqual({ ...chosen, after: '', past: '' });
    expect(ofView('owner=me&stage=lost')).toEqual({ ...usual, owner: 'me', stage: 'lost' });
  });

  it('can be chosen where the school has the name no more', () => {
    expect(withChosen(['One'], 'Two')).toEqual([['Two', 'Two'], ['One', 'One']]);
    expect(withChosen(['One'], 'One')).toEqual([['One', 'One']]);
  });

  it('knows whether something is left out', () => {
    expect([usual, { ...usual, sort: 'name' as const }, { ...usual, due: 'late' }].map(narrowed)).toEqual([false, false, true]);
  });
});
