import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { undo } from './undo.svelte';

describe('undo', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => {
    undo.drop();
    vi.useRealTimers();
  });

  it('is offered for eight seconds', () => {
    undo.show(1, 'Claimed.', () => Promise.resolve());
    vi.advanceTimersByTime(7999);
    expect(undo.offer?.text).toBe('Claimed.');
    vi.advanceTimersByTime(1);
    expect(undo.offer).toBeNull();
    expect(undo.press()).toBe(false);
  });

  it('stays while a pointer or the focus is on it, for what was left of its time', () => {
    undo.show(1, 'Claimed.', () => Promise.resolve());
    vi.advanceTimersByTime(6000);
    undo.pause();
    undo.pause();
    vi.advanceTimersByTime(60_000);
    undo.resume();
    undo.resume();
    vi.advanceTimersByTime(1999);
    expect(undo.offer).not.toBeNull();
    vi.advanceTimersByTime(1);
    expect(undo.offer).toBeNull();
  });

  it('undoes once, and only the last thing', () => {
    const [first, second] = [vi.fn(() => Promise.resolve()), vi.fn(() => Promise.resolve())];
    undo.show(1, 'Claimed.', first);
    vi.advanceTimersByTime(7000);
    undo.show(2, 'Put back.', second);
    vi.advanceTimersByTime(7000);
    expect(undo.press()).toBe(true);
    expect(undo.press()).toBe(false);
    expect(first).not.toHaveBeenCalled();
    expect(second).toHaveBeenCalledTimes(1);
  });
});
