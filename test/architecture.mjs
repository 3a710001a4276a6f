// Holds the layers of docs/architecture.md: a directory imports only what is listed for it here, and
// no files import each other in a circle, not for types either. Part of `npm run lint`.
//
// Biome writes every import as `from '…'`, so that no parser is needed; dependency-cruiser reads
// TypeScript through the compiler's JavaScript interface, which TypeScript 7 does not have.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

const core = [
  'base',
  'quantity',
  'json',
  'database',
  'schedule',
  'wire',
  'invoke',
  'recording',
  'measure',
];
const upperCore = [
  'transform',
  'drive',
  'judge',
  'follow',
  'reconcile',
  'proxy',
  'runtime-proxy',
  'lanes',
  'fleet',
];
const allCore = [...core, ...upperCore].map((name) => `core/${name}`);
const resultsBelow = ['document', 'draw', 'export', 'store', 'live', 'output', 'site'];
const results = resultsBelow.map((name) => `results/${name}`);

/** What each directory may import beside itself and packages; `core/x` and `results/x` are the directories of those two. */
const allowed = {
  cmd: [...allCore, 'local', ...results, 'scenarios', 'session'],
  session: [...allCore, 'local', ...results, 'scenarios'],
  scenarios: [...allCore, 'local'],
  'results/document': allCore,
  'results/draw': ['results/document', ...allCore],
  'results/export': ['results/document', ...allCore],
  'results/store': ['results/document', ...allCore],
  'results/live': ['document', 'draw', 'export', 'store']
    .map((name) => `results/${name}`)
    .concat(allCore),
  'results/site': [...results.filter((each) => each !== 'results/site'), ...allCore],
  'results/output': ['results/document', 'results/draw', 'results/export', ...allCore],
  local: ['core/base', 'core/json'],
  recorder: [],
  'core/base': [],
  'core/quantity': ['core/base'],
  'core/json': ['core/base'],
  'core/database': ['core/base', 'core/quantity'],
  'core/schedule': ['core/base', 'core/quantity'],
  'core/wire': [],
  'core/invoke': ['core/base', 'core/quantity', 'core/json', 'core/wire'],
  'core/recording': core.slice(0, 7).map((name) => `core/${name}`),
  'core/measure': core.slice(0, 7).map((name) => `core/${name}`),
  'core/transform': core.slice(0, 8).map((name) => `core/${name}`),
  'core/drive': core.map((name) => `core/${name}`),
  'core/judge': core.map((name) => `core/${name}`),
  'core/follow': core.map((name) => `core/${name}`),
  'core/reconcile': ['core/follow', ...core.map((name) => `core/${name}`)],
  'core/proxy': core.slice(0, 8).map((name) => `core/${name}`),
  'core/runtime-proxy': [
    'core/proxy',
    'recorder',
    ...core.slice(0, 8).map((name) => `core/${name}`),
  ],
  'core/lanes': ['core/transform', 'core/drive', ...core.map((name) => `core/${name}`)],
  // A worker of a fleet runs lanes, so it is above them; it compares the responses of its pairs.
  'core/fleet': [
    'core/judge',
    'core/lanes',
    'core/transform',
    'core/drive',
    ...core.map((name) => `core/${name}`),
  ],
  bench: [...allCore, 'cmd', 'local', 'recorder', ...results, 'scenarios', 'session'],
};

/**
 * The recorder depends on nothing but Node. The path language is written once, so it carries the build
 * of these two files of the package, which import only each other (held below): a bundle of the
 * recorder takes them along, and a package of its own can copy them.
 */
const carried = { recorder: ['core/json/path.ts', 'core/json/path-match.ts'] };

const importPattern = /(?:from |import |import\()'(\.{1,2}\/[^']+)'/g;
const isProduct = (name) => /\.(ts|mts)$/.test(name) && !/\.(test|fixture|setup)\.ts$/.test(name);

function filesBelow(folder) {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const file = path.join(folder, entry.name);
    if (entry.isDirectory()) return filesBelow(file);
    return isProduct(entry.name) ? [file] : [];
  });
}

function importsOf(file) {
  return [...readFileSync(file, 'utf8').matchAll(importPattern)]
    .map(([, target]) => path.join(path.dirname(file), target).replace(/\.js$/, '.ts'))
    .filter((target) => existsSync(target));
}

function directoryOf(file) {
  const [top, below] = file.split(path.sep);
  return top === 'core' || top === 'results' ? `${top}/${below}` : top;
}

/** The first circle met from each file, as a path of files. */
function circles(graph) {
  const state = new Map();
  const found = [];
  const visit = (file, trail) => {
    if (state.get(file) === 'done') return;
    const start = trail.indexOf(file);
    if (start >= 0) {
      found.push([...trail.slice(start), file]);
      return;
    }
    for (const next of graph.get(file) ?? []) visit(next, [...trail, file]);
    state.set(file, 'done');
  };
  for (const file of graph.keys()) visit(file, []);
  return found;
}

process.chdir(process.argv[2] ?? path.join(import.meta.dirname, '..'));
const files = Object.keys(allowed)
  .map((directory) => directory.split('/')[0])
  .filter((top, index, all) => all.indexOf(top) === index && existsSync(top))
  .flatMap(filesBelow);
const graph = new Map(files.map((file) => [file, importsOf(file)]));
const problems = [];
for (const [file, targets] of graph) {
  const from = directoryOf(file);
  for (const target of targets) {
    const to = directoryOf(target);
    if (carried[from]?.includes(target)) continue;
    if (to !== from && !allowed[from]?.includes(to)) {
      problems.push(`${file} imports ${target}: ${from} may not import ${to}.`);
    }
  }
}
for (const file of Object.values(carried).flat()) {
  const foreign = readFileSync(file, 'utf8').match(/from '(?!\.\/path\.js').*'/)?.[0];
  if (foreign) problems.push(`${file} is carried by the recorder and imports ${foreign}.`);
}
for (const circle of circles(graph)) problems.push(`A circle of imports: ${circle.join(' > ')}.`);
for (const problem of problems) console.error(problem);
if (problems.length === 0) console.log(`Layers hold: ${files.length} files, no circle.`);
else process.exitCode = 1;
