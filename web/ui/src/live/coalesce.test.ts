import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { coalesced } from './coalesce';

describe('coalesced', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it('works at once, and once more for a storm', async () => {
    const work = vi.fn(() => Promise.resolve());
    const ask = coalesced(work, 1000);
    for (let n = 0; n < 50; n++) ask();
    expect(work).toHaveBeenCalledTimes(1);
    await vi.advanceTimersByTimeAsync(999);
    expect(work).toHaveBeenCalledTimes(1);
    ask();
    await vi.advanceTimersByTimeAsync(1);
    expect(work).toHaveBeenCalledTimes(2);
    await vi.advanceTimersByTimeAsync(5000);
    expect(work).toHaveBeenCalledTimes(2);
    ask();
    expect(work).toHaveBeenCalledTimes(3);
  });

  it('goes on after a failure', async () => {
    const work = vi.fn(() => Promise.reject(new Error('x')));
    const ask = coalesced(work, 10);
    ask();
    await vi.advanceTimersByTimeAsync(20);
    ask();
    expect(work).toHaveBeenCalledTimes(2);
  });
});
