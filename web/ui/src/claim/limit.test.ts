import { describe, expect, it } from 'vitest';
import { ApiError } from '../api/errors';
import { readLimit } from './limit';

const refused = (details: unknown, code = 'limit_reached') => new ApiError(422, code, '', details, null, null);

describe('readLimit', () => {
  it('reads which limit, its value and when it frees', () => {
    const freesAt = '2025-11-22T18:30:00.000Z';
    expect(readLimit(refused({ limit: 'claims_per_day', value: 20, freesAt }))).toEqual({
      limit: 'claims_per_day', value: 20, freesAt: Date.parse(freesAt),
    });
    expect(readLimit(refused({ limit: 'open', value: 3, freesAt: null }))).toEqual({ limit: 'open', value: 3, freesAt: null });
  });

  it('is null for everything else', () => {
    expect(readLimit(refused({ limit: 'open', value: 3 }, 'idempotency_key_reuse'))).toBeNull();
    expect(readLimit(refused({ limit: 'moons', value: 3 }))).toBeNull();
    expect(readLimit(refused(null))).toBeNull();
    expect(readLimit(new Error('x'))).toBeNull();
  });
});
