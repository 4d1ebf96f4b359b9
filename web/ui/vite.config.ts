import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defineConfig } from 'vitest/config';
import { page } from './build/sprite.ts';

export default defineConfig({
  plugins: [svelte(), page()],
  build: {
    outDir: '../../embed/ui',
    emptyOutDir: false,
    assetsInlineLimit: 0,
    modulePreload: false,
    // What Chrome 105, Firefox 110 and Safari 15.4 run; naming them instead adds helpers they do not need.
    target: 'es2022',
    cssTarget: ['chrome105', 'firefox110', 'safari15.4'],
    rolldownOptions: {
      preserveEntrySignatures: 'allow-extension',
      // One script for the first load: what later screens share with it stays in it.
      output: { codeSplitting: { groups: [{ name: 'index', test: /src\/main\.ts$/, includeDependenciesRecursively: true }] } },
    },
  },
  server: { proxy: { '/api': process.env.FIRSTBELL_URL ?? 'http://127.0.0.1:3000' } },
  test: { include: ['src/**/*.test.ts'], environment: 'node' },
});
