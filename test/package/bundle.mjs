// Makes of `dist/`, as tsc wrote it, what the package holds: few files, no source maps without sources,
// and only the declarations that the library's own refer to. Runs while npm packs (`prepare`), in place:
// the next `npm run build` writes the rest of `dist/` again.
//
// Every program that is started by its path (commands, threads, processes) stays where it is, since a
// path is how it is found; what they share goes into chunks. A module that asks where it stands is told
// where it stood before.
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { build } from 'vite';

/** The commands, the library's two entries, and whatever is started by `new URL('./….js', import.meta.url)`. */
const entries = [
  ...['cmd/main', 'cmd/record-runtime', 'session/index', 'recorder/index'],
  ...['core/drive/sleeper-thread', 'core/lanes/lane-thread', 'core/proxy/writer-thread'],
  ...['local/thread-main', 'local/code/handler-main', 'results/live/web/web-thread'],
  'results/live/push/push-thread',
];
const root = path.join(import.meta.dirname, '../..');
const dist = path.join(root, 'dist');
const bundled = path.join(root, 'dist-bundled');

/**
 * Directories that are one chunk each, since whoever needs one of their modules needs most of them. The
 * layers hold between them (test/architecture.mjs), so that no two chunks need each other.
 */
const together =
  /^(?:local|core\/(?:base|quantity|json|database|schedule|wire|measure|drive|transform|lanes|fleet|follow|proxy|runtime-proxy)|results\/(?:export|store|document)|results\/draw\/(?:terminal|html|markdown))(?=\/)/;

/** As rolldown names a module: its path within `dist/`. */
const nameOf = (id) => path.relative(dist, id).split(path.sep).join('/');

const isEntry = (id) => entries.includes(nameOf(id).replace(/\.js$/, ''));

/** `import.meta.url` of a module, wherever its code ends up. */
const keepPlaces = {
  name: 'keep-places',
  enforce: 'pre',
  transform(code, id) {
    if (!id.startsWith(dist) || !code.includes('import.meta.url')) return null;
    return {
      code: code.replaceAll('import.meta.url', `__place__(${JSON.stringify(nameOf(id))})`),
      map: null,
    };
  },
  renderChunk(code, chunk) {
    if (!code.includes('__place__(')) return null;
    const from = path.posix.dirname(chunk.fileName);
    const told = code.replace(/__place__\("([^"]+)"\)/g, (_, name) => {
      const relative = path.posix.relative(from, name);
      return `new URL(${JSON.stringify(relative)}, import.meta.url).href`;
    });
    return { code: told, map: null };
  },
};

/** Whoever starts a program that is no entry would not find it in the package. */
function refuseUnknownPrograms() {
  for (const file of filesBelow(dist).filter((name) => name.endsWith('.js'))) {
    const text = readFileSync(path.join(dist, file), 'utf8');
    for (const [, target] of text.matchAll(/= new URL\('(\.\/[^']+)\.js', import\.meta\.url\)/g)) {
      const program = path.posix.join(path.posix.dirname(file), target);
      if (!entries.includes(program))
        throw new Error(`${file} starts ${program}, which is no entry of the bundle.`);
    }
  }
}

async function bundle() {
  await build({
    ...{ configFile: false, root: dist, logLevel: 'warn', publicDir: false },
    plugins: [keepPlaces],
    ssr: { external: true, noExternal: [] },
    build: {
      ...{ ssr: true, target: 'node20', outDir: bundled, emptyOutDir: true, minify: false },
      rollupOptions: {
        input: Object.fromEntries(entries.map((entry) => [entry, path.join(dist, `${entry}.js`)])),
        external: (id) => !/^[./]/.test(id) && !path.isAbsolute(id),
        output: {
          ...{
            entryFileNames: '[name].js',
            chunkFileNames: 'chunks/[name]-[hash].js',
            comments: false,
          },
          codeSplitting: {
            groups: [
              {
                debugName: 'directories',
                // A program runs when it is loaded: it is nobody's part.
                test: (id) => together.test(nameOf(id)) && !isEntry(id),
                name: (id) => together.exec(nameOf(id))?.[0].replaceAll('/', '-') ?? null,
              },
            ],
          },
          // The names of functions and classes stay, so that a stack trace says where.
          minify: {
            compress: false,
            mangle: { toplevel: false, keepNames: true },
            codegen: { removeWhitespace: true },
          },
        },
      },
    },
  });
}

/** The declarations that those of the library's entries refer to, one after the other. */
function declarations() {
  const found = new Set();
  const add = (file) => {
    if (found.has(file) || !existsSync(path.join(dist, file))) return;
    found.add(file);
    const text = readFileSync(path.join(dist, file), 'utf8');
    for (const [, target] of text.matchAll(/(?:from |import\()['"](\.[^'"]+)['"]/g)) {
      add(path.posix.join(path.posix.dirname(file), target.replace(/\.js$/, '.d.ts')));
    }
  };
  for (const entry of ['session/index.d.ts', 'recorder/index.d.ts']) add(entry);
  return found;
}

/**
 * A declaration without its comments where the library does not export from its file: they are read where a
 * name is used, and nobody uses these.
 */
function lean(file, text) {
  if (!file.endsWith('.d.ts') || exported.has(file)) return text;
  return text.replace(/^\s*\/\*\*[\s\S]*?\*\/\n/gm, '');
}

/** The files that the library's entries export from, and these themselves. */
function exportedFiles() {
  const entry = ['session/index.d.ts', 'recorder/index.d.ts'];
  const from = entry.flatMap((file) =>
    [...readFileSync(path.join(dist, file), 'utf8').matchAll(/from '([^']+)\.js'/g)].map(
      ([, target]) => `${path.posix.join(path.posix.dirname(file), target)}.d.ts`,
    ),
  );
  return new Set([...entry, ...from]);
}

function filesBelow(folder) {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => nameOf(path.join(entry.parentPath, entry.name)));
}

if (
  !['pack', 'publish'].includes(process.env.npm_command ?? '') &&
  !process.argv.includes('--now')
) {
  process.exit();
}
refuseUnknownPrograms();
const exported = exportedFiles();
await bundle();
for (const file of [
  ...declarations(),
  ...['page.js', 'page.css'].map((name) => `results/draw/html/client/${name}`),
]) {
  mkdirSync(path.dirname(path.join(bundled, file)), { recursive: true });
  writeFileSync(path.join(bundled, file), lean(file, readFileSync(path.join(dist, file), 'utf8')));
}
rmSync(dist, { recursive: true });
renameSync(bundled, dist);
