// Collects the licence texts of everything that ends up in the built UI.
import { readFile, writeFile } from 'node:fs/promises';
import { out } from './files.mjs';

const shipped = {
  'Atkinson Hyperlegible Next': '@fontsource-variable/atkinson-hyperlegible-next/LICENSE',
  'Tabler Icons': '@tabler/icons/LICENSE',
  Svelte: 'svelte/LICENSE.md',
};

const parts = [];
for (const [name, path] of Object.entries(shipped)) {
  parts.push(`${name}\n\n${(await readFile(`node_modules/${path}`, 'utf8')).trim()}\n`);
}
await writeFile(`${out}/licenses.txt`, parts.join('\n\n'));
