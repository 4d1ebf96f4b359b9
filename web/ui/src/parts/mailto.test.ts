import { expect, it } from 'vitest';
import { mailto } from './mailto';

it.each([
  ['meera.nair@mail.example', 'mailto:meera.nair@mail.example'],
  ['a?bcc=b@evil.example', 'mailto:a%3Fbcc%3Db@evil.example'],
  ['a&body=x#y%2C@evil.example', 'mailto:a%26body%3Dx%23y%252C@evil.example'],
])('%s', (address, link) => expect(mailto(address)).toBe(link));
