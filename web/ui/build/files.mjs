// The files of the built UI, as paths below embed/ui.
import { readdir } from 'node:fs/promises';
import { join, relative } from 'node:path';

export const out = '../../embed/ui';

export async function builtFiles() {
  const entries = await readdir(out, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => relative(out, join(entry.parentPath ?? entry.path, entry.name)))
    .sort();
}
