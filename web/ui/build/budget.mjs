// Fails the build when the first load of the Inbox outgrows its budget (gzip, in bytes of 1000).
import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { builtFiles, out } from './files.mjs';

const limits = { html: 3, css: 10, js: 40, live: 40, 'largest part': 14, font: 18.5, all: 80, requests: 7, 'all in Hindi': 80, 'requests in Hindi': 7 };
const dataCalls = 2; // GET /api/me and GET /api/enquiries/unclaimed

const kinds = { html: /\.html$/, css: /\.css$/, js: /\.js$/, font: /\.woff2$/, icon: /\.svg$/ };
const sizes = { html: 0, css: 0, js: 0, font: 0, icon: 0 };
let files = 0;

/** Everything index.html asks for, and the scripts those scripts import at once. */
async function firstLoad() {
  const index = await readFile(join(out, 'index.html'), 'utf8');
  const all = (await builtFiles()).filter((name) => name.startsWith('assets/'));
  const needed = new Set(all.filter((name) => index.includes(name) || name.endsWith('.woff2')));
  for (const name of needed) {
    if (!name.endsWith('.js')) continue;
    const text = await readFile(join(out, name), 'utf8');
    for (const [, file] of text.matchAll(/(?:from|import)\s*["']\.\/([^"']+)["']/g)) needed.add(`assets/${file}`);
  }
  return ['index.html', ...needed].filter((name) => !/\.(br|gz)$/.test(name));
}

for (const name of await firstLoad()) {
  const kind = Object.keys(kinds).find((key) => kinds[key].test(name));
  if (!kind) continue;
  const sent = kind === 'font' ? name : `${name}.gz`;
  sizes[kind] += (await stat(join(out, sent))).size / 1000;
  files++;
}

/** The size of one script of the build. */
async function part(name) {
  const files = (await builtFiles()).filter((file) => new RegExp(`^assets/${name}-[^.]*\\.js\\.gz$`).test(file));
  return Math.max(...(await Promise.all(files.map(async (file) => (await stat(join(out, file))).size / 1000))));
}

// What is loaded by itself right after the first list has to fit beside the first load.
// Words in another language are one more file, which the first screen waits for.
const all = Object.values(sizes).reduce((sum, size) => sum + size, 0);
const requests = files + dataCalls;
const measured = {
  ...sizes, live: sizes.js + (await part('live')), 'largest part': await part('[A-Z]\\w*'), all, requests, 'all in Hindi': all + (await part('hi')), 'requests in Hindi': requests + 1,
};
let broken = false;
for (const [name, value] of Object.entries(measured)) {
  const limit = limits[name];
  const over = limit !== undefined && value > limit;
  broken ||= over;
  const figure = name.startsWith('requests') ? String(value) : `${value.toFixed(1)} kB`;
  console.log(`${name.padEnd(17)}${figure.padStart(9)}${limit === undefined ? '' : `  of ${limit}`}${over ? '  OVER BUDGET' : ''}`);
}
process.exit(broken ? 1 : 0);
