import type { PlainKey } from '../words/later';
import type { Form, Question } from './api';

/** The languages that a form speaks, each in its own words. */
export const tongues = [['en', 'English'], ['hi', 'हिन्दी']] as const;

/** The school's own questions are numbered. */
export const ownMost = 8;

export const isOwn = (question: Question) => question.id.startsWith('own');

export const ours: Record<string, PlainKey> = {
  name: 'forms.q.name', phone: 'forms.q.phone', email: 'forms.q.email', course: 'forms.q.course', message: 'forms.q.message', who: 'forms.q.who',
};

/** What a question can be: the name is always required, and the phone always asked for. */
export function uses(id: string): Question['use'][] {
  if (id === 'name') return ['required'];
  return id === 'phone' ? ['optional', 'required'] : ['off', 'optional', 'required'];
}

/** The next question of the school's own, or null when there are enough. */
export function nextOwn(fields: Question[]): Question | null {
  for (let n = 1; n <= ownMost; n++) {
    const id = `own${n}` as Question['id'];
    if (!fields.some((one) => one.id === id)) return { id, use: 'optional', type: 'text', label: {}, choices: [] };
  }
  return null;
}

/** The fields with one moved up or down. */
export function moved(fields: Question[], at: number, by: 1 | -1): Question[] {
  const to = at + by;
  if (to < 0 || to >= fields.length) return fields;
  const list = [...fields];
  [list[at], list[to]] = [list[to] as Question, list[at] as Question];
  return list;
}

const html = (text: string) => text.replace(/[&<>"]/g, (c) => `&#${c.charCodeAt(0)};`);

export const scriptCode = (address: string) => `<script src="${html(address)}/embed.js" async></` + 'script>';

export const frameCode = (address: string, title: string) =>
  `<iframe src="${html(address)}" title="${html(title)}" width="100%" height="1100" style="border:0"></iframe>`;

/** A form for pages that let neither a script nor a frame through. */
export function plainCode(form: Form, address: string, say: (key: PlainKey) => string, courses: string[]): string {
  const input = (name: string, label: string, type: string, required: boolean) =>
    `  <p><label>${html(label)}<br><input name="${name}" type="${type}"${required ? ' required' : ''}></label></p>`;
  const lines = [`<form method="post" action="${html(address)}">`, `  <input type="hidden" name="v" value="${form.version}">`];
  for (const q of form.fields.filter(({ use }) => use !== 'off')) {
    const label = isOwn(q) ? (q.label?.en ?? q.label?.hi ?? q.id) : say(ours[q.id] as PlainKey);
    const choices = q.id === 'course' && courses.length > 0 ? courses : q.type === 'choice' ? (q.choices ?? []) : null;
    if (choices) {
      lines.push(`  <p><label>${html(label)}<br><select name="${q.id}">`, ...choices.map((one) => `    <option>${html(one)}</option>`), '  </select></label></p>');
    } else if (q.id === 'who') {
      lines.push(`  <p>${html(label)}<br>`, ...(['student', 'minor', 'parent'] as const).map((who) =>
        `    <label><input type="radio" name="who" value="${who}"${q.use === 'required' ? ' required' : ''}> ${html(say(`forms.who.${who}`))}</label><br>`), '  </p>',
        input('parentName', say('forms.parent'), 'text', false), input('parentPhone', say('forms.parentPhone'), 'tel', false));
    } else if (q.id === 'message') {
      lines.push(`  <p><label>${html(label)}<br><textarea name="message" rows="3"></textarea></label></p>`);
    } else {
      lines.push(input(q.id, label, { phone: 'tel', email: 'email' }[q.id as string] ?? (q.type === 'date' ? 'date' : 'text'), q.use === 'required'));
    }
  }
  lines.push(`  <p><label><input type="checkbox" name="contact" value="yes" required> ${html(form.texts.en?.contact || say('forms.consent.usual'))}</label></p>`,
    `  <p><button>${html(say('forms.send'))}</button></p>`, '</form>');
  return lines.join('\n');
}
