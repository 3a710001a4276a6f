import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import type { Benchmark, BenchOptions } from './benchmark.js';
import { books } from './books.js';
import { capacity } from './capacity.js';
import { type BenchResults, Figures } from './figures/figures.js';
import { describeResults } from './figures/print.js';
import { fleet } from './fleet.js';
import { following } from './following.js';
import { importRate } from './import-rate.js';
import { lateness } from './lateness.js';
import { describeLocalLambda, localLambda } from './local-lambda.js';
import { describeMachine } from './machine.js';
import { memory } from './memory.js';
import { noise } from './noise.js';
import { overload } from './overload.js';
import { paired } from './paired.js';
import { proxy } from './proxy.js';
import { recorderCost } from './recorder.js';
import { scaling } from './scaling.js';
import { startUp } from './start-up.js';
import { streaming } from './streaming.js';
import { threads, throughput, throughputTls } from './throughput.js';
import { verdicts } from './verdicts.js';
import { Workspace } from './workspace.js';

/** The benchmarks by the names that `--only` takes, in the order in which they run. */
const benchmarks: Record<string, Benchmark> = {
  throughput,
  paired,
  tls: throughputTls,
  threads,
  streaming,
  lateness,
  overload,
  memory,
  books,
  fleet,
  startup: startUp,
  scaling,
  import: importRate,
  following,
  local,
  proxy,
  recorder: recorderCost,
  verdicts,
  capacity,
  noise,
};

/** The local Lambda's own benchmark: measures itself, prints for itself. */
async function local({ figures, progress }: Parameters<Benchmark>[0]): Promise<void> {
  const result = await localLambda({ rounds: 3, roundMs: 2000, connections: 64, sleepers: 10_000 });
  figures.add('local Lambda', 'inv/s', result.localLambda.requestsPerS);
  figures.add('bare node:http server', 'inv/s', result.bare.requestsPerS);
  figures.ratios['local Lambda/bare node:http server'] = result.rateRatio;
  progress(describeLocalLambda(result));
}

/** These take long: only on request. */
const onRequest = ['verdicts', 'noise', 'capacity', 'streaming'];
const byDefault = Object.keys(benchmarks).filter((name) => !onRequest.includes(name));

const usage = `npm run bench -- [--only NAME,...] [--json FILE] [--rounds N] [--seconds S] [--long]
Benchmarks: ${Object.keys(benchmarks).join(', ')}. docs/benchmarks.md says what they measure.`;

interface CommandLine extends BenchOptions {
  only: string[];
  json: string | undefined;
}

function parseCommandLine(args: string[]): CommandLine {
  const { values } = parseArgs({
    args,
    options: {
      only: { type: 'string', multiple: true },
      json: { type: 'string' },
      rounds: { type: 'string' },
      seconds: { type: 'string', default: '2' },
      long: { type: 'boolean', default: false },
    },
  });
  const { json, rounds, long } = values;
  const only = values.only?.flatMap((names) => names.split(',')) ?? byDefault;
  const unknown = only.find((name) => !(name in benchmarks));
  if (unknown !== undefined) throw new Error(`there is no benchmark ${unknown}`);
  return {
    ...{ only, json, long },
    seconds: positive('--seconds', values.seconds),
    ...(rounds !== undefined && { rounds: positive('--rounds', rounds) }),
  };
}

function positive(option: string, text: string): number {
  const value = Number(text);
  if (value > 0) return value;
  throw new Error(`${option}: ${text} is no number above 0`);
}

function progress(text: string): void {
  process.stderr.write(`${text}\n`);
}

/** What stands still must not hold up a machine for a night. */
const mostMinutes = 60;

/** Ends the whole program when a benchmark does not: its servers and generators end with it. */
async function withinTime(name: string, work: Promise<void> | undefined): Promise<void> {
  const timer = setTimeout(() => {
    progress(`${name} has not ended within ${mostMinutes} minutes`);
    process.exit(1);
  }, mostMinutes * 60_000);
  await work;
  clearTimeout(timer);
}

async function main(): Promise<void> {
  const { only, json, ...options } = parseCommandLine(process.argv.slice(2));
  const machine = describeMachine();
  const figures = new Figures();
  const workspace = new Workspace();
  process.once('exit', () => workspace.close());
  for (const signal of ['SIGINT', 'SIGTERM'] as const)
    process.once(signal, () => process.exit(130));
  for (const name of only) {
    progress(`-- ${name}`);
    await withinTime(name, benchmarks[name]?.({ options, workspace, figures, progress }));
  }
  const { results, ratios, checks } = figures;
  const all: BenchResults = { machine, results, ratios, checks };
  process.stdout.write(`${describeResults(all).join('\n')}\n`);
  if (json !== undefined) writeFileSync(json, `${JSON.stringify(all, undefined, 2)}\n`);
  // The servers still run: they end with this process.
  process.exit(checks.every(({ holds }) => holds) ? 0 : 1);
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : error}\n${usage}\n`);
  process.exit(1);
});
