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
    ['/forgot', { name: 'forgot' }],
    ['/reset/a_B-9', { name: 'reset', secret: 'a_B-9' }],
    ['/settings/me', { name: 'settings', part: 'me' }],
  ])('%s is a screen', (path, page) => {
    expect(read(path)).toEqual(page);
  });

  it.each(['/inbox/', '/inbox/0', '/inbox/-1', '/inbox/1e3', '/leads/١', '/me', '/settings/', '/reset/', '/reset/a/b', '/constructor', '/inbox/99999999999999999'])(
    '%s is none',
    (path) => {
      expect(read(path)).toEqual({ name: 'missing' });
    },
  );
});
