import { describe, expect, it } from 'vitest';
import { isField, meaning, type Press } from './keys';

const press = (key: string, more: Partial<Press> = {}): Press => ({
  key, ctrlKey: false, altKey: false, metaKey: false, isComposing: false, ...more,
});

describe('meaning', () => {
  it.each([
    ['j', 'next'], ['ArrowDown', 'next'], ['k', 'previous'], ['ArrowUp', 'previous'],
    ['c', 'claim'], ['C', 'claim'], ['?', 'sheet'], ['Escape', 'back'],
    ['x', 'claimNext'], ['u', 'putBack'], ['h', 'handOver'], ['z', 'undo'], ['/', 'search'],
  ])('reads %s as %s', (key, action) => {
    expect(meaning(press(key), false)).toEqual({ action, pending: false });
  });

  it('reads G I and G M as pairs', () => {
    expect(meaning(press('g'), false)).toEqual({ action: null, pending: true });
    expect(meaning(press('i'), true).action).toBe('inbox');
    expect(meaning(press('m'), true).action).toBe('mine');
    expect(meaning(press('a'), true).action).toBe('leads');
    expect(meaning(press('c'), true)).toEqual({ action: null, pending: false });
  });

  it('stays silent with a modifier and while composing', () => {
    expect(meaning(press('c', { ctrlKey: true }), false).action).toBeNull();
    expect(meaning(press('c', { altKey: true }), false).action).toBeNull();
    expect(meaning(press('c', { metaKey: true }), false).action).toBeNull();
    expect(meaning(press('c', { isComposing: true }), false).action).toBeNull();
  });

  it('ignores every other key', () => {
    expect(meaning(press('q'), false)).toEqual({ action: null, pending: false });
    expect(meaning(press('constructor'), false).action).toBeNull();
  });
});

describe('isField', () => {
  it('knows where text is typed', () => {
    expect(isField({ tagName: 'INPUT' })).toBe(true);
    expect(isField({ tagName: 'TEXTAREA' })).toBe(true);
    expect(isField({ tagName: 'DIV', isContentEditable: true })).toBe(true);
    expect(isField({ tagName: 'A' })).toBe(false);
    expect(isField(null)).toBe(false);
  });
});
