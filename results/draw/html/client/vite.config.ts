import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vite';

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

/**
 * Makes the page's program and style, each one file that is put into every report as it is. Their
 * names are none of the sources', beside which they are looked for (`assets.ts`).
 */
export default defineConfig({
  root: here('.'),
  logLevel: 'warn',
  build: {
    outDir: here('../../../../dist/results/draw/html/client'),
    emptyOutDir: false,
    target: 'es2022',
    lib: {
      entry: here('main.ts'),
      formats: ['iife'],
      name: 'reprise',
      fileName: () => 'page.js',
      cssFileName: 'page',
    },
  },
});
