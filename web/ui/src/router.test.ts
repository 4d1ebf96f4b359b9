import { describe, expect, it } from 'vitest';
import { read } from './router.svelte';

describe('read', () => {
  it.each([
    ['/', { name: 'inbox', id: null }],
    ['/inbox', { name: 'inbox', id: null }],
    ['/inbox/1042', { name: 'inbox', id: 1042 }],
    ['/leads/7', { name: 'lead', id: 7 }],
    ['/mine', { name: 'mine' }],
    ['/due', { name: 'due' }],
    ['/settings', { name: 'settings', part: 'school' }],
    ['/settings/keys', { name: 'settings', part: 'keys' }],
    ['/setup', { name: 'setup' }],
    ['/login', { name: 'login' }],
  ])('%s is a screen', (path, page) => {
    expect(read(path)).toEqual(page);
  });

  it.each(['/inbox/', '/inbox/0', '/inbox/-1', '/inbox/1e3', '/leads', '/leads/١', '/constructor', '/settings/', '/inbox/99999999999999999'])(
    '%s is none',
    (path) => {
      expect(read(path)).toEqual({ name: 'missing' });
    },
  );
});
