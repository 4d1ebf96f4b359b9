// Writes .br and .gz next to every compressible file of the built UI.
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';
import { builtFiles, out } from './files.mjs';

const compressible = /\.(html|js|css|svg|txt|json|webmanifest)$/;

for (const name of await builtFiles()) {
  if (!compressible.test(name) || name === 'placeholder.html') continue;
  const bytes = await readFile(join(out, name));
  const brotli = brotliCompressSync(bytes, {
    params: { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length },
  });
  await writeFile(join(out, `${name}.gz`), gzipSync(bytes, { level: 9 }));
  await writeFile(join(out, `${name}.br`), brotli);
}
