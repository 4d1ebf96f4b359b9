import { beforeEach, describe, expect, it, vi } from 'vitest';
import { blank, keepDraft, readDraft } from './draft';
import { body } from './api';
import { check, enough } from './walkin';

describe('a walk-in', () => {
  const meera = { ...blank('queue'), phone: ' 98220 41763 ', name: ' Meera Nair ' };

  it('is asked for once the number may be whole', () => {
    expect(enough('98220 4')).toBe(false);
    expect(enough('98220 41')).toBe(true);
    expect(enough('९८२२० ४१')).toBe(true);
  });

  it('needs a name, and a number or an address', () => {
    expect(Object.keys(check(blank('me')))).toEqual(['phone', 'name']);
    expect(check(meera)).toEqual({});
    expect(check({ ...meera, phone: '', email: 'm@example.com' })).toEqual({});
  });

  it('is sent without what was left empty', () => {
    expect(body(meera)).toEqual({ origin: 'walk_in', name: 'Meera Nair', phone: '98220 41763', for: 'queue' });
    expect(body({ ...meera, to: '7' })).toEqual({ origin: 'walk_in', name: 'Meera Nair', phone: '98220 41763', userId: 7 });
  });
});

describe('the draft', () => {
  beforeEach(() => {
    const kept = new Map<string, string>();
    vi.stubGlobal('localStorage', {
      getItem: (key: string) => kept.get(key) ?? null,
      setItem: (key: string, value: string) => kept.set(key, value),
      removeItem: (key: string) => kept.delete(key),
    });
  });

  it('is there again for whoever typed it, and for nobody else', () => {
    const draft = { ...blank('me'), name: 'Meera' };
    keepDraft(1, draft, 5);
    expect(readDraft(1)).toEqual({ draft, at: 5 });
    expect(readDraft(2)).toBeNull();
    keepDraft(1, blank('me'), 6);
    expect(readDraft(1)).toBeNull();
  });

  it('is none when it cannot be read', () => {
    localStorage.setItem('firstbell.walkin', '{"user":1,');
    expect(readDraft(1)).toBeNull();
  });
});
