import { expect, test } from 'vitest';
import { moving, size, trouble, verdict } from './backup';

test('what failed is said in words, also what nobody has foreseen', () => {
  expect(trouble('disk_full')).toBe('backup.trouble.disk_full');
  expect(trouble('martians')).toBe('backup.trouble.failed');
  expect(verdict({ verdict: 'failed', trouble: 'folder' })).toBe('backup.trouble.folder');
  expect(verdict({ verdict: 'old', trouble: null })).toBe('backup.verdict.old');
});

test('sizes are short', () => {
  expect([1, 1001, 999_999, 3_440_000].map(size)).toEqual(['1 kB', '2 kB', '1000 kB', '3.4 MB']);
});

test('a backup that is asked for is under way', () => {
  const one = { id: 1, kind: 'asked', at: '', endedAt: null, file: null, bytes: null, rows: null, trouble: null, away: null } as const;
  expect(moving({ backups: [{ ...one, state: 'asked' }] })).toBe(true);
  expect(moving({ backups: [{ ...one, state: 'proven' }] })).toBe(false);
});
