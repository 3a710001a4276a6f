// Makes `recordEvents` one file, with its declarations, since it runs inside users' functions: in `dist/`,
// where `reprise/recorder` is, and, started by itself, what the package `reprise-recorder` holds. The
// path language, which the recorder shares with the rest, goes into that file.
import { cpSync, mkdirSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'vite';

const root = path.join(import.meta.dirname, '../..');
const from = path.join(root, 'dist-modules/recorder');

export async function bundleRecorder(to) {
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
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  await bundleRecorder(path.join(root, 'recorder/dist'));
}
