import { describe, expect, it } from 'vitest';
import { ApiError } from '../api/errors';
import { checkSettings, readLines, readTyped, refusedFields } from './settings';

const good = { name: 'Kite Learning Centre', promiseMinutes: '5', timeZone: 'Asia/Kolkata' };

describe('checkSettings', () => {
  it('accepts good choices', () => {
    expect(checkSettings(good)).toEqual({});
    expect(checkSettings({ ...good, promiseMinutes: ' 10080 ' })).toEqual({});
  });

  it('names every wrong field at once', () => {
    const wrong = checkSettings({ name: ' a', promiseMinutes: '0', timeZone: 'Moon/Sea' });
    expect(Object.keys(wrong)).toEqual(['name', 'promiseMinutes', 'timeZone']);
    for (const promiseMinutes of ['', '1.5', '-1', '10081', 'five', '1e3']) {
      expect(checkSettings({ ...good, promiseMinutes })).toHaveProperty('promiseMinutes');
    }
  });
});

describe('readTyped', () => {
  it.each([['', null], [' ', null], ['7', 7], ['100000', 100_000], ['100001', undefined], ['0', undefined], ['x', undefined]])(
    'reads %j as %j', (text, limit) => expect(readTyped(text)).toBe(limit),
  );
});

describe('readLines', () => {
  it('trims, drops empty lines, and keeps each once', () => {
    expect(readLines(' Maths \n\nNEET\nMaths\n')).toEqual(['Maths', 'NEET']);
  });
});

describe('refusedFields', () => {
  it('puts the server’s words at their field', () => {
    const details = [{ path: 'timeZone', msg: 'Time zone must be a name such as Asia/Kolkata' }];
    expect(refusedFields(new ApiError(400, '', '', details, null, null))).toEqual({ timeZone: details[0]?.msg });
    expect(refusedFields(new Error('x'))).toEqual({});
  });
});
