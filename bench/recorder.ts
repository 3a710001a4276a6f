import { execFile } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { build } from 'vite';
import type { BenchContext } from './benchmark.js';
import { payloadText } from './workspace.js';

const recorder = fileURLToPath(new URL('../recorder/index.js', import.meta.url));
const program = fileURLToPath(new URL('./recorder/first-event.js', import.meta.url));

const wrapped = (options: string): string =>
  `import { recordEvents } from ${JSON.stringify(recorder)};
export const handler = recordEvents(async (event) => event.total, ${options});`;

/** The modules of a function, by their names. */
const handlers = {
  bare: 'export const handler = async (event) => event.total;',
  'logs its event':
    'export const handler = async (event) => { console.log(JSON.stringify(event)); return event.total; };',
  recordEvents: wrapped('{}'),
  'recordEvents, bundled': wrapped('{}'),
  'recordEvents with outcome, redact, bundled': wrapped("{ outcome: true, redact: ['password'] }"),
};

/**
 * What the recorder costs a function: from the start of the process to the first event answered, and
 * each later event, beside the same handler bare, and beside one that logs its event itself. Bundled as
 * most functions are, and as the files that they would be without. A process for each, in turn.
 */
export async function recorderCost(context: BenchContext): Promise<void> {
  const { options, figures, progress } = context;
  const files = await writeHandlers(join(context.workspace.folder, 'handlers'));
  const rounds = options.rounds ?? 40;
  for (let round = -1; round < rounds; round++) {
    for (let turn = 0; turn < files.length; turn++) {
      const [name = '', file = ''] = files[(Math.max(0, round) + turn) % files.length] ?? [];
      const { firstMs, laterUs } = await run(file);
      // Before round 0 the files come into the page cache.
      if (round < 0) continue;
      figures.add(`first event: ${name}`, 'ms', firstMs);
      figures.add(`later event: ${name}`, 'us', laterUs);
    }
  }
  for (const name of Object.keys(handlers).slice(1)) {
    figures.ratio(`first event: ${name}`, 'first event: bare');
  }
  progress(`${rounds} processes of each measured`);
}

function writeHandlers(folder: string): Promise<[name: string, file: string][]> {
  mkdirSync(folder);
  return Promise.all(
    Object.entries(handlers).map(async ([name, source], index) => {
      const file = join(folder, `${index}.mjs`);
      writeFileSync(file, source);
      const isBundled = name.endsWith('bundled');
      return [name, isBundled ? await bundle(file, join(folder, String(index))) : file];
    }),
  );
}

async function bundle(entry: string, outDir: string): Promise<string> {
  await build({
    ...{ root: outDir, configFile: false, logLevel: 'silent', ssr: { noExternal: true } },
    build: {
      ...{ outDir, ssr: entry, target: 'node20', minify: true },
      rolldownOptions: { output: { entryFileNames: 'handler.mjs' } },
    },
  });
  return join(outDir, 'handler.mjs');
}

async function run(file: string): Promise<{ firstMs: number; laterUs: number }> {
  const { stderr } = await promisify(execFile)(process.execPath, [program, file, payloadText(1)], {
    env: {},
    maxBuffer: 2 ** 26,
  });
  const [firstMs = Number.NaN, laterUs = Number.NaN] = stderr.split(' ').map(Number);
  return { firstMs, laterUs };
}
