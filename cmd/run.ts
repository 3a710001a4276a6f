import type { CommandModule } from 'yargs';
import { defined } from '../core/base/defined.js';
import { RepriseError } from '../core/base/errors.js';
import type { SummaryLength } from '../results/draw/terminal/summary-length.js';
import { helpAll, mostUsedFirst } from './options/brief-help.js';
import { exampleOption, fileOrExample } from './options/example.js';
import { type FleetArgs, fleetOptions, readFleet, resumeOption } from './options/fleet-options.js';
import {
  allGiven,
  databasePath,
  dbOption,
  flagOption,
  grouped,
  lastGiven,
  listOption,
  outDescription,
  textOption,
  watchedOptions,
} from './options/options.js';
import { type ScenarioArgs, scenarioFile, scenarioOptions } from './options/scenario-options.js';
import { type KeptArgs, keptOptions, readKept } from './run/kept.js';

type RunArgs = ScenarioArgs &
  KeptArgs &
  FleetArgs & {
    scenario: string | undefined;
    example: string | undefined;
    resume: string | undefined;
    db: string;
    out: string | string[] | undefined;
    'out-interval': string | undefined;
    client: 'fast' | 'undici' | 'sdk';
    threads: string;
    web: string | undefined;
    open: boolean;
    quiet: boolean;
    summary: SummaryLength;
    yes: boolean;
    preflight: boolean | undefined;
    'read-limits': boolean;
    'default-expectations': boolean;
  };

const runOptions = {
  ...dbOption,
  ...grouped('Output', {
    out: listOption(outDescription),
    'out-interval': textOption('How often --out otlp=URL is sent while the run goes: 1s, 10s'),
    web: {
      type: 'string',
      coerce: lastGiven,
      describe: 'Serve the report on loopback while the run goes; a port may follow',
    },
    open: flagOption('Open the report in a browser: with --web at once, else at the end'),
  }),
  ...watchedOptions,
  ...keptOptions,
  ...grouped('Limits', {
    preflight: {
      type: 'boolean',
      describe: 'Prove the permission with a DryRun first; default: where it goes to AWS',
    },
    'read-limits': {
      type: 'boolean',
      default: true,
      describe: 'Read the limits of concurrency from Lambda first',
    },
    'default-expectations': {
      type: 'boolean',
      default: true,
      describe: 'Without expectations, fail a run in which nothing succeeds',
    },
    client: {
      choices: ['fast', 'undici', 'sdk'] as const,
      default: 'fast' as const,
      describe: "Reprise's own client, the same over undici, or the AWS SDK's",
    },
    threads: listOption('Threads that send: auto, or a number', { default: 'auto' }),
  }),
  ...fleetOptions,
  ...resumeOption,
} as const;

/** What most runs are described by. */
const mostUsed = [
  ...(['example', 'function', 'recording', 'rate', 'for', 'expect', 'region'] as const),
  ...(['out', 'web', 'yes'] as const),
];

function parseThreads(text: string): number | 'auto' {
  if (text === 'auto') return text;
  if (/^[1-9]\d?$/.test(text)) return Number(text);
  throw new RepriseError(`--threads: "${text}" is neither auto nor a number from 1 to 99`);
}

/** `reprise run`: a scenario from its first arrival to its verdicts. */
export const runCommand: CommandModule<object, RunArgs> = {
  command: 'run [scenario]',
  describe: 'Run a scenario: send its invocations, measure, judge',
  builder: (yargs) =>
    yargs
      .positional('scenario', scenarioFile)
      // Without a count of arguments yargs takes `-` for an option, not for standard input.
      .nargs('scenario', 1)
      .options(mostUsedFirst({ ...exampleOption, ...scenarioOptions, ...runOptions }, mostUsed))
      .showHidden(...helpAll)
      .example('$0 run --example quickstart', 'against a local Lambda')
      .example('$0 run checkout.yaml --rate 50/s --for 1m', 'with another load')
      .example(
        '$0 run --function checkout:live --recording friday --rate 200/s --for 2m',
        'no file needed',
      )
      .example(
        '$0 run --function checkout --recorded 2x --recording friday --expect "p99 < 300ms"',
        'a recording at twice its speed, as a gate',
      )
      .epilogue(
        'Ctrl-C stops sending, waits for what is in flight, and reports; a second Ctrl-C ends at once.',
      ),
  handler: async ({ scenario: named, example, resume, ...args }) => {
    if (resume !== undefined) {
      const { resumeFrom } = await import('./run/resume-flag.js');
      process.exitCode = await resumeFrom({ ...args, resume, scenario: named, example });
      return;
    }
    const { run } = await import('./run/execute-run.js');
    const { readWeb } = await import('./run/web-flag.js');
    const { db, out, client, threads, web, open, quiet, summary, yes, preflight, ...rest } = args;
    const {
      'out-interval': outInterval,
      'read-limits': readLimits,
      'default-expectations': defaultExpectations,
      bus,
      fleet,
      workers,
      'ready-within': readyWithin,
      'on-lost': onLost,
      spares,
      ...flags
    } = rest;
    const scenario = fileOrExample(named, example);
    const { file, ...served } = readWeb(web, scenario);
    const outputs = allGiven(out);
    process.exitCode = await run({
      ...{
        file,
        ...served,
        flags,
        client,
        open,
        quiet,
        summary,
        yes,
        outputs,
        outInterval,
        readLimits,
        defaultExpectations,
      },
      ...readKept(args),
      ...defined({
        preflight,
        fleet: readFleet({
          bus,
          fleet,
          workers,
          'ready-within': readyWithin,
          'on-lost': onLost,
          spares,
        }),
      }),
      threads: parseThreads(threads),
      databasePath: databasePath({ db }),
    });
  },
};
