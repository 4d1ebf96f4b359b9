import { describe, expect, it } from 'vitest';
import { t } from '../words/later';
import type { Form, Question } from './api';
import { moved, nextOwn, plainCode, scriptCode, uses } from './form';

const fields = ['name', 'phone', 'course', 'who'].map((id) => ({ id, use: 'required' }) as Question);
const form: Form = { id: 1, slug: 'enquiry', name: 'Enquiry', version: 3, active: true, fields, texts: {}, origins: [] };

describe('a form of the school', () => {
  it('keeps the name required and the phone on', () => {
    expect(uses('name')).toEqual(['required']);
    expect(uses('phone')).not.toContain('off');
    expect(uses('email')).toContain('off');
  });

  it('has up to eight questions of the school’s own', () => {
    const list = [...fields];
    for (let n = 1; n <= 8; n++) list.push(nextOwn(list) as Question);
    expect(new Set(list.map(({ id }) => id)).size).toBe(12);
    expect(nextOwn(list)).toBeNull();
  });

  it('moves a question, and not past the ends', () => {
    expect(moved(fields, 0, 1).map(({ id }) => id)).toEqual(['phone', 'name', 'course', 'who']);
    expect(moved(fields, 0, -1)).toBe(fields);
  });

  it('writes code in which nothing that was typed is markup', () => {
    const code = plainCode({ ...form, texts: { en: { contact: 'Call <b>me</b> "now"' } } }, 'https://x.example/f/enquiry', t, ['A & B']);
    expect(code).toContain('name="v" value="3"');
    expect(code).toContain('A &#38; B');
    expect(code).not.toContain('<b>');
    expect(code).toContain('name="contact" value="yes" required');
    expect(scriptCode('https://x.example/f/enquiry')).toBe('<script src="https://x.example/f/enquiry/embed.js" async></' + 'script>');
  });
});
