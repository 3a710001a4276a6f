import type { CommandModule } from 'yargs';
import { databasePath, dbOption, lastGiven } from './options/options.js';
import { type ScenarioArgs, scenarioOptions } from './options/scenario-options.js';

/** Makes sense once; the last one given counts. */
const text = (group: string, describe: string) =>
  ({ type: 'string', requiresArg: true, group: `${group}:`, describe, coerce: lastGiven }) as const;

const flag = (alias: string, describe: string) =>
  ({ type: 'boolean', default: false, alias, group: 'Output:', describe }) as const;

/** Everything that describes a run but its load and what is expected of it. */
const {
  rate: _rate,
  for: _for,
  arrivals: _arrivals,
  concurrency: _concurrency,
  invocations: _invocations,
  recorded: _recorded,
  'max-gap': _maxGap,
  stage: _stage,
  expect: _expect,
  workload: _workload,
  ...described
} = scenarioOptions;

const options = {
  slo: text(
    'Objective',
    'What must hold: "p99 < 300ms, throttled == 0"; default: what the scenario expects',
  ),
  'at-least': text('Objective', 'Fail unless this is sustained: 200/s'),
  from: text('Search', 'Tried first; default 10/s, or 1 in flight'),
  max: text('Search', 'Nothing above it is tried; default 1000/s, or 1000 in flight'),
  by: {
    choices: ['rate', 'concurrency'] as const,
    default: 'rate' as const,
    group: 'Search:',
    describe: 'What is varied: the rate (open loop), or what is in flight (closed loop)',
  },
  precision: text('Search', 'How near to each other the ends must come; default 5%'),
  step: text('Search', 'How long each level is measured; default 10s'),
  'warm-up': text('Search', 'Before that, at the same level, not judged; default 3s'),
  'cool-down': text('Search', 'Silence after a step that broke; default 10s'),
  headroom: text('Search', 'Room above the peak in what is recommended; default 20%'),
  ...described,
  ...dbOption,
  out: {
    type: 'string',
    requiresArg: true,
    group: 'Output:',
    describe:
      'Also write the search: html=FILE, json=FILE, text=FILE, - for standard output (repeatable)',
  },
  open: {
    type: 'boolean',
    default: false,
    group: 'Output:',
    describe: 'Open the page in a browser',
  },
  quiet: flag('q', 'No live view'),
  yes: flag('y', 'Send to AWS without asking'),
} as const;

/** What the search itself decides. */
type LoadFlag =
  | ('rate' | 'for' | 'arrivals' | 'concurrency' | 'invocations' | 'recorded' | 'max-gap')
  | ('stage' | 'expect' | 'workload');

type SearchFlag =
  | ('slo' | 'at-least' | 'from' | 'max' | 'precision' | 'step' | 'warm-up' | 'cool-down')
  | 'headroom';

/** The command line of `reprise capacity`; at run time a flag given twice is a list. */
export type CapacityArgs = Omit<ScenarioArgs, LoadFlag> & {
  [K in SearchFlag]: string | undefined;
} & {
  scenario: string | undefined;
  by: 'rate' | 'concurrency';
  out: string | undefined;
  open: boolean;
  quiet: boolean;
  yes: boolean;
  db: string;
};

/** `reprise capacity`: how much does the function take, and what limits it? */
export const capacityCommand: CommandModule<object, CapacityArgs> = {
  command: 'capacity [scenario]',
  describe: 'Find the highest rate that keeps an objective, and the limit that binds',
  builder: (yargs) =>
    yargs
      .positional('scenario', {
        type: 'string',
        describe: 'Scenario to take all but the load from; a run or `last`: shows that search',
      })
      .options(options)
      .example('$0 capacity scenarios/capacity.yaml --slo "p99 < 300ms, throttled == 0"', '')
      .example(
        '$0 capacity --function checkout:live --recording friday --max 500/s --max-cost 2.00',
        'no file needed',
      )
      .example('$0 capacity last --out json=capacity.json', 'the last search again')
      .epilogue(
        'Exit codes: 0 found, 99 nothing holds or less than --at-least, 100 not known, 105 interrupted, 108 the budget is spent.',
      ),
  handler: async (args) => {
    const { capacity } = await import('./capacity/execute-capacity.js');
    process.exitCode = await capacity({ ...args, db: databasePath({ db: lastGiven(args.db) }) });
  },
};
