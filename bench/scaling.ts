import { createWriteStream, rmSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { openDatabase } from '../core/database/open.js';
import type { Outcome } from '../core/invoke/outcome.js';
import { Ledger } from '../core/measure/ledger.js';
import type { PlannedWorkload } from '../core/measure/run-books.js';
import { RunStore } from '../results/store/run-store.js';
import type { BenchContext } from './benchmark.js';
import { runCommand } from './load/command.js';
import { functionName, region } from './load/job.js';
import { payloadText, recordingName } from './workspace.js';

/** How the cost of an import and of a report grows with what is imported and reported. */
export async function scaling(context: BenchContext): Promise<void> {
  const { options, figures } = context;
  const importSizes = [10_000, 100_000, 1_000_000, ...(options.long ? [10_000_000] : [])];
  for (const records of importSizes) await measureImport(context, records);
  for (const invocations of reportSizes) await measureReport(context, invocations);
  const largest = importSizes.at(-1) ?? 0;
  figures.ratio(`import per record ${largest}`, 'import per record 100000');
  figures.ratio('report 10000000 invocations', 'report 100000 invocations');
}

const lineBatch = 1000;

/** Lines of JSON, as `reprise record import` takes them, all in one file. */
async function measureImport(context: BenchContext, records: number): Promise<void> {
  const { workspace, figures, progress } = context;
  const source = join(workspace.folder, `${records}.jsonl`);
  const database = join(workspace.folder, `import-${records}.db`);
  await pipeline(Readable.from(lines(records)), createWriteStream(source));
  const { tookMs } = await runCommand([
    ...['record', 'import', source, '--as', recordingName, '--db', database],
  ]);
  figures.add(`import ${records} records`, 's', tookMs / 1000);
  figures.add(`import per record ${records}`, 'us', (tookMs * 1000) / records);
  progress(`import of ${records}: ${(tookMs / 1000).toFixed(2)} s`);
  for (const file of [source, database]) rmSync(file, { force: true });
}

/** So many events as JSON Lines, a thousand at a time. */
export function* lines(records: number): Generator<string> {
  for (let from = 0; from < records; from += lineBatch) {
    const count = Math.min(lineBatch, records - from);
    yield Array.from({ length: count }, (_, i) => `${payloadText(from + i)}\n`).join('');
  }
}

const reportSizes = [10_000, 100_000, 1_000_000, 10_000_000];
/** A run's size on the disk is its seconds: so many invocations are in each. */
const perSecond = 10_000;

/** `reprise report` on a run of so many invocations, made through the run store as runs are. */
async function measureReport(context: BenchContext, invocations: number): Promise<void> {
  const { workspace, figures, progress } = context;
  const database = join(workspace.folder, `run-${invocations}.db`);
  const writeMs = storeRun(database, invocations);
  const json = join(workspace.folder, 'summary.json');
  const rounds = context.options.rounds ?? 3;
  for (let round = 0; round < rounds; round++) {
    const { tookMs } = await runCommand([
      'report',
      'last',
      '--db',
      database,
      '--out',
      `json=${json}`,
    ]);
    figures.add(`report ${invocations} invocations`, 'ms', tookMs);
  }
  figures.add(`commit of a second (${invocations})`, 'ms', writeMs / (invocations / perSecond));
  progress(`report of ${invocations} measured`);
}

/** Stores a run second by second; the milliseconds that took. */
function storeRun(path: string, invocations: number): number {
  const seconds = invocations / perSecond;
  const db = openDatabase(path);
  const writer = new RunStore(db).start({
    name: 'benchmark',
    scenario: '',
    plan: planOf(invocations, seconds),
    seed: 1,
    expectations: [],
    endpoint: { url: 'http://127.0.0.1:1', region },
    versions: { reprise: '0', node: process.versions.node },
    environment: {},
  });
  const ledger = aSecond().toData();
  const startMs = performance.now();
  for (let second = 0; second < seconds; second++) {
    writer.commit({
      second,
      ledger,
      inFlight: 300,
      maxInFlight: 400,
      samples: [],
      health: { busyShare: 0.5, gcMs: 10 },
    });
  }
  const tookMs = performance.now() - startMs;
  writer.finish('finished', Date.now(), []);
  db.close();
  return tookMs;
}

/** Latencies from 20 ms to some seconds, two versions, cold starts, throttles and errors. */
function aSecond(): Ledger {
  const ledger = new Ledger();
  for (let index = 0; index < perSecond; index++) {
    const arrival = { index, intendedUs: index * 100, payload: index, workload: 0, stage: 0 };
    const sentUs = arrival.intendedUs + (index % 50) * 10;
    const tookUs = 20_000 + 1000 * ((index * 7919) % 300) ** 1.3;
    ledger.arrivalDue(0, 0);
    ledger.sent(0, 0, arrival.intendedUs, sentUs);
    ledger.record({
      arrival,
      sentUs,
      answeredUs: sentUs + tookUs,
      outcome: outcomeOf(index, tookUs),
    });
  }
  return ledger;
}

function outcomeOf(index: number, tookUs: number): Outcome {
  if (index % 100 === 99) {
    const reason = 'ReservedFunctionConcurrentInvocationLimitExceeded';
    return { kind: 'throttled', statusCode: 429, reason, errorMessage: 'Rate Exceeded.' };
  }
  const report = {
    durationMs: tookUs / 1000,
    billedDurationMs: Math.ceil(tookUs / 1000),
    memorySizeMb: 512,
    maxMemoryUsedMb: 120,
    ...(index % 200 === 7 && { initDurationMs: 350 }),
  };
  const executedVersion = index % 10 === 0 ? '12' : '11';
  const answered = { statusCode: 200, executedVersion, report, responseBytes: 100 };
  if (index % 250 !== 249) return { kind: 'ok', ...answered };
  return {
    kind: 'functionError',
    ...answered,
    functionError: 'Unhandled',
    errorType: 'TypeError',
    errorMessage: "Cannot read properties of undefined (reading 'price')",
  };
}

function planOf(planned: number, durationS: number): PlannedWorkload[] {
  const stage = { name: '10000/s', planned, startS: 0, durationS, peakHz: perSecond };
  const invocationType = 'RequestResponse';
  return [{ name: functionName, functionName, invocationType, stages: [stage] }];
}
