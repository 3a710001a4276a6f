// Makes of the build what the package `reprise-recorder` holds: one file, and its declarations. The path
// language, which the recorder shares with the rest, goes into that file.
import { cpSync, mkdirSync } from 'node:fs';
import path from 'node:path';
import { build } from 'vite';

const root = path.join(import.meta.dirname, '../..');
const from = path.join(root, 'dist/recorder');
const to = path.join(root, 'recorder/dist');

await build({
  ...{ configFile: false, root: from, logLevel: 'warn', publicDir: false },
  build: {
    ...{
      ssr: path.join(from, 'index.js'),
      target: 'node20',
      outDir: to,
      emptyOutDir: true,
      minify: false,
    },
    rollupOptions: { external: /^node:/, output: { entryFileNames: 'index.js' } },
  },
});
mkdirSync(to, { recursive: true });
for (const name of ['index.d.ts', 'options.d.ts', 'record-events.d.ts']) {
  cpSync(path.join(from, name), path.join(to, name));
}
