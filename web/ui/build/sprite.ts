import { readFileSync } from 'node:fs';
import type { Plugin } from 'vite';
import { icons } from '../src/parts/icons.ts';

const folder = 'node_modules/@tabler/icons/icons/outline';

function symbol(name: string): string {
  const svg = readFileSync(`${folder}/${name}.svg`, 'utf8');
  const paths = [...svg.matchAll(/<path d="[^"]*"/g)].map(([path]) => `${path}/>`);
  return `<symbol id="icon-${name}" viewBox="0 0 24 24">${paths.join('')}</symbol>`;
}

/** The mark on the tab, within the page: it costs the first load no request of its own. */
function mark(): string {
  const svg = readFileSync('src/style/favicon.svg', 'utf8').trim();
  return `<link rel="icon" type="image/svg+xml" href="data:image/svg+xml,${encodeURIComponent(svg)}">`;
}

/** Puts one inline sprite of the icons in use, the mark of the tab, and a preload of the font into index.html. */
export function page(): Plugin {
  return {
    name: 'firstbell-page',
    transformIndexHtml: {
      order: 'post',
      handler(html, { bundle }) {
        const sprite = `<svg width="0" height="0" class="sprite" aria-hidden="true">${icons.map(symbol).join('')}</svg>`;
        const font = Object.keys(bundle ?? {}).find((file) => file.endsWith('.woff2'));
        const preload = font
          ? `<link rel="preload" href="/${font}" as="font" type="font/woff2" crossorigin>`
          : '';
        return html.replace('<!--sprite-->', sprite).replace('<!--icon-->', mark()).replace('<!--font-->', preload);
      },
    },
  };
}
