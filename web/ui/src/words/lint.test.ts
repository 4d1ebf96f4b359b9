import { readdirSync, readFileSync } from 'node:fs';
import { parse } from 'svelte/compiler';
import { describe, expect, it } from 'vitest';
import { en } from './en';
import { later } from './en.later';

const files = readdirSync('src', { recursive: true, encoding: 'utf8' })
  .map((name) => `src/${name}`)
  .filter((name) => /\.(svelte|ts|css)$/.test(name) && !/\.test\.ts$|schema\.d\.ts$|^src\/words\//.test(name));
const text = new Map(files.map((name) => [name, readFileSync(name, 'utf8')]));
const components = files.filter((name) => name.endsWith('.svelte'));

/** What a component says by itself: text that is no value, and attributes that people see or hear. */
function spoken(source: string): string[] {
  const found: string[] = [];
  const heard = /^(aria-label|aria-description|aria-valuetext|title|placeholder|alt|label|hint|legend|submit|words|over|figure)$/;
  const visit = (node: unknown): void => {
    if (Array.isArray(node)) return node.forEach(visit);
    if (typeof node !== 'object' || node === null) return;
    const { type, data, name, value } = node as { type?: string; data?: string; name?: string; value?: unknown };
    if (type === 'Text') return void found.push(data ?? '');
    if (type === 'RegularElement' && /^(kbd|code)$/.test(name ?? '')) return; // keys and commands are the same everywhere
    if (type === 'Attribute') return heard.test(name ?? '') ? visit(value) : undefined;
    // In code a word has a capital, or others beside it; anything else is a key, a class or a place.
    if (type === 'Literal') return void (typeof value === 'string' && /^\p{Lu}\p{Ll}|\p{L}\s+\p{L}/u.test(value) && found.push(value));
    Object.values(node).forEach(visit);
  };
  visit(parse(source, { modern: true }).fragment);
  return found.filter((said) => /\p{L}{2}/u.test(said));
}

/** Texts in code that look like words for people: a capital, and another word after it. */
function sentences(source: string): string[] {
  const code = source.replace(/<style>[\s\S]*<\/style>/, '').replace(/\/\*[\s\S]*?\*\/|(?<!:)\/\/.*/g, '').replace(/throw new .*/g, '');
  return (code.match(/'[^'\n]*'|`[^`]*`/g) ?? []).filter((quoted) => /^.\p{Lu}\p{Ll}+ \p{Ll}/u.test(quoted));
}

describe('screens', () => {
  it('say nothing that is not in the catalogue', () => {
    const literal = components.flatMap((name) => spoken(text.get(name)!).map((said) => `${name}: ${said.trim()}`));
    expect(literal).toEqual([]);
    const code = [...text].flatMap(([name, source]) => sentences(source).map((said) => `${name}: ${said}`));
    expect(code).toEqual([]);
  });

  // A float for browsers that know no inline-start may stand right before one.
  it('are laid out without left and right, so that they can be mirrored', () => {
    const physical =
      /(?<![-\w])((margin|padding|border|scroll-margin|scroll-padding)-(left|right|top|bottom)\b[\w-]*|left|right|top|bottom|border-(top|bottom)-(left|right)-radius)\s*:|(text-align|float|clear)\s*:\s*(left|right)\b(?!;\s*float: inline-start)/g;
    // Four values that differ on the two sides are sides, too.
    const sided = /(?<![-\w])(margin|padding|inset|border-width):\s*([^\s;]+) ([^\s;]+) ([^\s;]+) (?!\3;)[^\s;]+;/g;
    const found = [...text].flatMap(([name, source]) => {
      const style = name.endsWith('.css') ? source : name.endsWith('.svelte') ? (/<style>([\s\S]*)<\/style>/.exec(source)?.[1] ?? '') : '';
      return [...style.matchAll(physical), ...style.matchAll(sided)].map(([rule]) => `${name}: ${rule}`);
    });
    expect(found).toEqual([]);
  });

  it('use every word there is', () => {
    const all = [...text.values()].join('\n');
    const patterns = [...all.matchAll(/`([\w.]+\.\$\{[^`]*)`/g)].map(
      ([, pattern = '']) => new RegExp(`^${pattern.replace(/\$\{[^}]*\}/g, '\0').replace(/[.*+?^$()|[\]\\]/g, '\\$&').replaceAll('\0', '[^.]+')}$`),
    );
    const asked = (key: string) => all.includes(`'${key}'`) || patterns.some((pattern) => pattern.test(key)) || key.startsWith('audit.did.');
    expect(Object.keys({ ...en, ...later }).filter((key) => !asked(key))).toEqual([]);
  });
});
