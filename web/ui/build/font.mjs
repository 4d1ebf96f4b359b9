// Cuts the UI font to Latin-1 and the weights in use, into .made/hyperlegible.woff2.
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import subsetFont from 'subset-font';

const source = 'node_modules/@fontsource-variable/atkinson-hyperlegible-next/files/atkinson-hyperlegible-next-latin-wght-normal.woff2';
const target = '.made/hyperlegible.woff2';

// The same ranges stand in the unicode-range of src/style/font.css.
const ranges = [
  [0x20, 0x7e], [0xa0, 0xff], [0x2010, 0x2015], [0x2018, 0x201d], [0x2022, 0x2022],
  [0x2026, 0x2026], [0x2190, 0x2193], [0x20ac, 0x20ac], [0x2212, 0x2212],
];

let letters = '';
for (const [from, to] of ranges) {
  for (let code = from; code <= to; code++) letters += String.fromCodePoint(code);
}

const font = await subsetFont(await readFile(source), letters, {
  targetFormat: 'woff2',
  variationAxes: { wght: { min: 400, max: 700 } },
  keepFeatures: ['ccmp', 'locl', 'mark', 'mkmk', 'kern', 'liga', 'calt', 'tnum'],
});
await mkdir('.made', { recursive: true });
await writeFile(target, font);
console.log(`${target}  ${(font.length / 1000).toFixed(1)} kB`);
