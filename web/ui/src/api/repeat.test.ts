import { describe, expect, it } from 'vitest';
import { ApiError, NetworkError } from './errors';
import { once } from './repeat';

const api = (status: number, code: string, retryAfter: number | null = null) => new ApiError(status, code, '', null, retryAfter, null);

/** Answers in turn, and notes the keys and pauses. */
function script(...answers: unknown[]) {
  const keys: string[] = [];
  const pauses: number[] = [];
  const send = (key: string) => {
    const answer = answers[keys.length];
    keys.push(key);
    return answer instanceof Error ? Promise.reject(answer) : Promise.resolve(answer);
  };
  const pause = (ms: number) => Promise.resolve(void pauses.push(ms));
  return { keys, pauses, done: once(send, pause) };
}

describe('once', () => {
  it('repeats a lost answer under the same key, at once', async () => {
    const { keys, pauses, done } = script(new NetworkError('x'), 'yours');
    expect(await done).toBe('yours');
    expect(keys).toHaveLength(2);
    expect(new Set(keys).size).toBe(1);
    expect(keys[0]).toMatch(/^[0-9a-f]{32}$/);
    expect(pauses).toEqual([]);
  });

  it('takes another key for another action', async () => {
    const [one, other] = [script('a'), script('b')];
    await Promise.all([one.done, other.done]);
    expect(one.keys[0]).not.toBe(other.keys[0]);
  });

  it('waits as told while the first request is under way or its outcome unknown', async () => {
    const { pauses, done } = script(api(409, 'in_progress', 1), api(503, 'outcome_unknown', 2), 'yours');
    expect(await done).toBe('yours');
    expect(pauses).toEqual([1000, 2000]);
  });

  it('counts a proxy that reaches no server as no answer', async () => {
    const { keys, done } = script(new NetworkError('x'), api(502, ''), 'yours');
    expect(await done).toBe('yours');
    expect(keys).toHaveLength(3);
  });

  it('gives up in the end', async () => {
    await expect(script(new NetworkError('1'), new NetworkError('2'), new NetworkError('3'), 'late').done).rejects.toThrow('3');
    const busy = script(...Array.from({ length: 9 }, () => api(409, 'in_progress', 1)));
    await expect(busy.done).rejects.toMatchObject({ code: 'in_progress' });
    expect(busy.keys).toHaveLength(5);
  });

  it('never repeats a refusal', async () => {
    for (const refusal of [api(409, 'claimed'), api(422, 'limit_reached'), api(503, 'setup_required')]) {
      const { keys, done } = script(refusal, 'x');
      await expect(done).rejects.toBe(refusal);
      expect(keys).toHaveLength(1);
    }
  });
});
