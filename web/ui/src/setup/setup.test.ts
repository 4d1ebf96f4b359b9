import { describe, expect, it } from 'vitest';
import { ApiError, NetworkError } from '../api/errors';
import { check, refused } from './setup';

const good = { name: 'Asha Patil', email: 'asha@kite.example', password: 'a short sentence' };

describe('check', () => {
  it('accepts good answers', () => {
    expect(check(good, false, 12)).toEqual({});
    expect(check({ ...good, code: '4821-0937' }, true, 12)).toEqual({});
  });

  it('names every wrong field at once', () => {
    const wrong = check({ code: ' ', name: ' a', email: 'asha', password: 'short' }, true, 12);
    expect(Object.keys(wrong)).toEqual(['code', 'name', 'email', 'password']);
    expect(wrong.password).toContain('12');
  });

  it('counts characters, not code units', () => {
    expect(check({ ...good, password: '🪁'.repeat(11) }, false, 12).password).toBeTruthy();
  });
});

describe('refused', () => {
  it('puts the server’s words at their field', () => {
    const details = [{ path: 'email', msg: 'Invalid email format' }, { path: 'somewhere', msg: 'x' }];
    expect(refused(new ApiError(400, '', '', details, null, null))).toEqual({ email: 'Invalid email format' });
  });

  it('reads 403 as a wrong code', () => {
    expect(refused(new ApiError(403, '', '', null, null, null)).code).toBeTruthy();
  });

  it('blames no field for anything else', () => {
    expect(refused(new NetworkError('x'))).toEqual({});
    expect(refused(new ApiError(500, '', '', null, null, null))).toEqual({});
  });
});
