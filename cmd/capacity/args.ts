import { dbOption, lastGiven } from '../options/options.js';
import { type ScenarioArgs, scenarioOptions } from '../options/scenario-options.js';

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

/** The flags of `reprise capacity`. */
export const capacityOptions = {
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
      'Also write the search: html=FILE, json=FILE, markdown=FILE, text=FILE, - for standard output (repeatable)',
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
