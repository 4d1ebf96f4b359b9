// Empties embed/ui except for the committed placeholder page.
import { mkdir, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';

const out = '../../embed/ui';
await mkdir(out, { recursive: true });
for (const name of await readdir(out)) {
  if (name !== 'placeholder.html') await rm(join(out, name), { recursive: true });
}
