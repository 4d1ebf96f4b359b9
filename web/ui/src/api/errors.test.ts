import { describe, expect, it } from 'vitest';
import { ApiError, NetworkError, readFailure, sentence } from './errors';

const answer = (status: number, headers: Record<string, string> = {}) => new Response(null, { status, headers });

describe('readFailure', () => {
  it('keeps code, message and fields of the envelope', () => {
    const error = readFailure(answer(400), {
      success: false,
      error: 'Validation failed',
      message: 'Check the fields',
      code: 'invalid',
      details: [{ path: 'email', msg: 'Invalid email format' }, { path: 7 }, null],
    });
    expect(error).toMatchObject({ status: 400, code: 'invalid', message: 'Check the fields' });
    expect(error.fields).toEqual([{ path: 'email', msg: 'Invalid email format' }]);
  });

  it('reads Retry-After in seconds and ignores anything else', () => {
    expect(readFailure(answer(429, { 'retry-after': '30' }), {}).retryAfter).toBe(30);
    expect(readFailure(answer(429, { 'retry-after': 'soon' }), {}).retryAfter).toBeNull();
    expect(readFailure(answer(429), {}).retryAfter).toBeNull();
  });

  it('survives a body that is not the envelope', () => {
    expect(readFailure(answer(502), '<html>')).toMatchObject({ status: 502, code: '', message: '' });
    expect(readFailure(answer(502), null).fields).toEqual([]);
  });
});

describe('sentence', () => {
  it('says the server’s own sentence for a refusal', () => {
    expect(sentence(new ApiError(403, '', 'Only owners may do this', null, null, null))).toBe('Only owners may do this');
  });

  it('never shows the inside of a server error', () => {
    const error = new ApiError(500, '', 'pq: relation does not exist', null, null, 'a1b2c3');
    expect(sentence(error)).toContain('a1b2c3');
    expect(sentence(error)).not.toContain('pq');
  });

  it('tells a lost connection from a refusal', () => {
    expect(sentence(new NetworkError('x'))).toMatch(/^No connection/);
  });
});
