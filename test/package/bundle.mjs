// Makes `dist/`, what the package holds and the tests start, of `dist-modules/`, what tsc wrote: few files,
// which load in two thirds of the time, and no source maps without sources.
//
// Every program that is started by its path (commands, threads, processes) stays where it is, since a
// path is how it is found; what they share goes into chunks. A module that asks where it stands is told
// where it stood before.
import { chmodSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { build } from 'vite';
import { bundleRecorder } from './bundle-recorder.mjs';

/** The command, the library, and whatever is started by `new URL('./….js', import.meta.url)`. */
const entries = [
  ...['cmd/main', 'session/index'],
  ...['core/drive/sleeper-thread', 'core/lanes/lane-thread', 'core/proxy/writer-thread'],
  ...['local/thread-main', 'local/code/handler-main', 'results/live/web/web-thread'],
  'results/live/push/push-thread',
  // For the layer's program: see `ofWholePackage`.
  'scenarios/language/redaction-file',
];
const root = path.join(import.meta.dirname, '../..');
const modules = path.join(root, 'dist-modules');
const dist = path.join(root, 'dist');

/**
 * It runs in a Lambda layer without any package: it shares nothing with those who need some. What only a flag of
 * `reprise record runtime` loads (a file of rules, which needs packages) is not of its bundle.
 */
const layer = 'cmd/record-runtime';
const ofWholePackage = 'scenarios/language/redaction-file.js';

/** Packages that are bundled: half of zod's hundred files are messages in languages that nothing here speaks. */
const taken = ['zod'];

/**
 * Directories that are one chunk each, since whoever needs one of their modules needs most of them. The
 * layers hold between them (test/architecture.mjs), so that no two chunks need each other.
 */
const together =
  /^(?:local|recorder|core\/(?:base|quantity|json|database|schedule|wire|measure|drive|transform|lanes|follow|reconcile|runtime-proxy))(?=\/)/;

/**
 * What a program is, and what one needs without the rest of its directory: whoever starts a local Lambda in a thread, or
 * reads its exceptions' names, does not load it.
 */
const alone = [...entries, 'core/drive/sleeper', 'local/thread', 'local/http/exceptions'];

const directories = {
  debugName: 'directories',
  // Else a directory's chunk takes along all that it imports, and whoever needs a line of that loads it all.
  includeDependenciesRecursively: false,
  // A program runs when it is loaded: it is nobody's part.
  test: (id) => together.test(nameOf(id)) && !alone.includes(nameOf(id).replace(/\.js$/, '')),
  name: (id) => together.exec(nameOf(id))?.[0].replace('/', '-') ?? null,
};

/** As rolldown names a module: its path within `dist-modules/`. */
const nameOf = (id) => path.relative(modules, id).split(path.sep).join('/');

/** `import.meta.url` of a module, wherever its code ends up. */
const keepPlaces = {
  name: 'keep-places',
  enforce: 'pre',
  transform(code, id) {
    if (!id.startsWith(modules) || !code.includes('import.meta.url')) return null;
    refuseUnknownPrograms(id, code);
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

/** Has a bundle load one module of another, from where that one puts it. */
const loadElsewhere = (name) => ({
  name: 'load-elsewhere',
  enforce: 'pre',
  resolveId: (source) =>
    source.endsWith(`/${name}`) ? { id: `reprise:${name}`, external: true } : null,
  renderChunk: (code, { fileName }) => ({
    code: code.replaceAll(
      `reprise:${name}`,
      path.posix.relative(path.posix.dirname(fileName), name),
    ),
    map: null,
  }),
});

/** Modules of chunks that need each other may run before what they need is there. */
const refuseCycles = {
  name: 'refuse-cycles',
  generateBundle(_, files) {
    const clear = new Set();
    const visit = (name, way) => {
      if (way.includes(name)) this.error(`Chunks need each other: ${[...way, name].join(' > ')}`);
      if (clear.has(name)) return;
      for (const next of files[name]?.imports ?? []) visit(next, [...way, name]);
      clear.add(name);
    };
    for (const name of Object.keys(files)) visit(name, []);
  },
};

/** Whoever starts a program that is no entry would not find it in the package. */
function refuseUnknownPrograms(id, code) {
  for (const [, target] of code.matchAll(/= new URL\('(\.\/[^']+)\.js', import\.meta\.url\)/g)) {
    const program = path.posix.join(path.posix.dirname(nameOf(id)), target);
    if (!entries.includes(program))
      throw new Error(`${nameOf(id)} starts ${program}, which is no entry of the bundle.`);
  }
}

async function bundle(programs, { chunks, codeSplitting, plugins = [] }) {
  await build({
    ...{ configFile: false, root: modules, logLevel: 'warn', publicDir: false },
    plugins: [keepPlaces, refuseCycles, ...plugins],
    ssr: { external: true, noExternal: taken },
    build: {
      ...{ ssr: true, target: 'node20', outDir: dist, emptyOutDir: false, minify: false },
      rollupOptions: {
        input: Object.fromEntries(
          programs.map((program) => [program, path.join(modules, `${program}.js`)]),
        ),
        external: (id) => !/^[./]/.test(id) && !path.isAbsolute(id) && !taken.includes(id),
        output: {
          ...{
            entryFileNames: '[name].js',
            chunkFileNames: `${chunks}/[name]-[hash].js`,
            comments: false,
          },
          codeSplitting,
          // The names of functions and classes stay, so that a stack trace says where; no others do. Nothing is
          // rewritten: `new Error()` and `Error()` differ in the stack that users' handlers are shown.
          minify: {
            compress: false,
            mangle: { toplevel: true, keepNames: true },
            codegen: { removeWhitespace: true },
          },
        },
      },
    },
  });
}

rmSync(dist, { recursive: true, force: true });
await bundle(entries, { chunks: 'chunks', codeSplitting: { groups: [directories] } });
await bundle([layer], {
  ...{ chunks: 'cmd/record-runtime', codeSplitting: true },
  plugins: [loadElsewhere(ofWholePackage)],
});
for (const name of taken) {
  const license = readFileSync(path.join(root, 'node_modules', name, 'LICENSE'), 'utf8');
  writeFileSync(path.join(dist, 'chunks', `${name}.LICENSE`), license);
}
await bundleRecorder(path.join(dist, 'recorder'));

// npm makes the commands executable when it installs a package, not in the clone that is built.
const { bin } = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8'));
for (const command of Object.values(bin)) chmodSync(path.join(root, command), 0o755);
